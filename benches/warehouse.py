"""How long DuckDB takes to price requests with the SQL of `creditcalc export`.

    creditcalc export --sql duckdb -o prices.sql
    python3 benches/warehouse.py prices.sql 10000000

Needs DuckDB (`pip install duckdb`). The requests are made up from their numbers, the same every time: every listed name,
days of two years, counts up to 200,000.
"""

import sys
import time

import duckdb

REQUESTS = """
CREATE TABLE usage AS
SELECT i AS id,
  'team-' || hash(i, 1) % 20 AS team,
  names[CAST(1 + hash(i, 2) % len(names) AS BIGINT)] AS model,
  TIMESTAMPTZ '2025-01-01 00:00:00Z' + to_seconds(CAST(hash(i, 3) % 63072000 AS BIGINT)) AS started_at,
  CAST(hash(i, 4) % 200000 AS BIGINT) AS input_tokens,
  CAST(hash(i, 5) % 20000 AS BIGINT) AS output_tokens,
  CAST(hash(i, 6) % 200000 AS BIGINT) AS cache_read_tokens,
  0::BIGINT AS cache_write_5m_tokens,
  CAST(NULL AS BIGINT) AS cache_write_1h_tokens,
  CAST(NULL AS BIGINT) AS cache_write_30m_tokens,
  CAST(NULL AS BIGINT) AS cache_write_12h_tokens,
  CASE WHEN hash(i, 7) % 10 = 0 THEN 1000::BIGINT END AS cache_write_tokens,
  CASE WHEN hash(i, 8) % 50 = 0 THEN 1::BIGINT END AS web_searches,
  hash(i, 9) % 50 = 0 AS fast,
  false AS us_only,
  hash(i, 10) % 10 = 0 AS batch
FROM range({rows}) AS r(i), (SELECT list(name ORDER BY name) AS names FROM creditcalc_names)
"""

QUESTIONS = {
    "sum of all costs": "SELECT sum(list_cost_pico_usd) FROM creditcalc_requests",
    "sum and reasons": "SELECT sum(list_cost_pico_usd), count(unpriced_reason) FROM creditcalc_requests",
    "sums by day and model": "SELECT count(*), sum(list_cost_usd) FROM creditcalc_daily",
    "sums by team": "SELECT team, sum(list_cost_usd) FROM creditcalc_requests GROUP BY team",
    "requests without a price": "SELECT count(*), sum(requests) FROM creditcalc_unpriced",
    "every request into a table": "CREATE OR REPLACE TABLE priced AS SELECT * FROM creditcalc_requests",
    "no price at all, to compare": "SELECT sum(input_tokens), sum(output_tokens), count(DISTINCT model) FROM usage",
}


def main():
    text, rows = open(sys.argv[1], encoding="utf-8").read(), int(sys.argv[2])
    database = duckdb.connect()
    # The views need a table of requests, and the requests need the names.
    tables, views = text.split("CREATE VIEW", 1)
    database.execute(tables)
    database.execute(REQUESTS.format(rows=rows))
    database.execute("CREATE VIEW" + views)
    print(f"DuckDB {duckdb.__version__}, {rows:,} requests")
    for what, question in QUESTIONS.items():
        seconds = []
        for _ in range(3):
            begin, begin_cpu = time.perf_counter(), time.process_time()
            database.execute(question).fetchall()
            seconds.append((time.perf_counter() - begin, time.process_time() - begin_cpu))
        elapsed, cpu = min(seconds)
        print(f"{elapsed:7.2f} s ({cpu:6.2f} s of processors)  {what}", flush=True)


if __name__ == "__main__":
    main()
