//! The lines of a transcript.

use super::text::{WORDS, put, stamp};
use super::{Block, Form, Ids, MODELS, Maker, Session, Shown, Tokens, Tool, Transcript, dollars};

impl Maker<'_> {
    /// Ends a line that is part of the chain: its own id and time, what `more` holds, and what every line
    /// says of its session.
    pub(super) fn close(&mut self, transcript: &mut Transcript, mut line: String, more: &str) -> String {
        let uuid = self.dice.uuid();
        transcript.session.now += self.dice.between(40, 9_000);
        let session = &transcript.session;
        put(&mut line, &[r#""uuid":""#, &uuid, r#"","timestamp":""#, &stamp(session.now), r#"","#, more]);
        put(
            &mut line,
            &[
                r#""userType":"external","entrypoint":""#,
                session.entrypoint,
                r#"","cwd":""#,
                &session.cwd,
                r#"","sessionId":""#,
                &session.id,
                r#"","version":""#,
            ],
        );
        put(&mut line, &[session.version, r#"","gitBranch":"main"}"#]);
        transcript.session.parent = Some(uuid);
        self.push(transcript, &line);
        line
    }

    /// One API response: a line for each block, and the results of the tools between them or after them.
    pub(super) fn response(&mut self, transcript: &mut Transcript, is_last: bool) {
        let used = self.used(&mut transcript.session);
        let message = self.dice.id("msg_01", 22);
        let request = transcript.session.has_request_ids.then(|| self.dice.id("req_011", 21));
        let ids = Ids { message: &message, request: request.as_deref() };
        let blocks = self.blocks(is_last);

        let mut output = used.output;
        if transcript.session.output_grows {
            output = output.min(self.dice.between(1, 9));
        }
        let mut waiting = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let is_final = at + 1 == blocks.len();
            if is_final {
                output = used.output;
            } else if output < used.output && self.dice.one_in(4) {
                output = self.dice.between(output, used.output);
            }
            let stop_reason = match (is_final, is_last) {
                (false, _) => "null",
                (true, false) => r#""tool_use""#,
                (true, true) => r#""end_turn""#,
            };
            let (tool_id, line) =
                self.response_line(transcript, &ids, block, &Shown { used, output, stop_reason });
            if is_final {
                transcript.last_response = line;
            }
            if let Block::Use(tool) = block {
                if is_final || self.dice.percent(50) {
                    self.result(transcript, *tool, &tool_id);
                } else {
                    waiting.push((*tool, tool_id));
                }
            }
        }
        for (tool, tool_id) in waiting {
            self.result(transcript, tool, &tool_id);
        }

        let model = transcript.session.model;
        transcript.totals.entry(model.name).or_default().add(used);
        self.made.totals.entry(model.name).or_default().add(used);
        self.made.cost += model.cost(used);
        self.made.calls += 1;
    }

    fn blocks(&mut self, is_last: bool) -> Vec<Block> {
        const RARER: [Tool; 6] = [Tool::Edit, Tool::Edit, Tool::Write, Tool::Todo, Tool::Other, Tool::Agent];
        let mut blocks = Vec::new();
        if self.dice.percent(85) {
            blocks.push(Block::Thinking);
        }
        if is_last || self.dice.percent(85) {
            blocks.push(Block::Text);
        }
        if !is_last {
            for _ in 0..self.dice.pick(&[1, 1, 1, 1, 1, 1, 1, 1, 2, 3]) {
                let tool = if self.dice.percent(60) {
                    self.dice.pick(&[Tool::Bash, Tool::Read])
                } else {
                    self.dice.pick(&RARER)
                };
                blocks.push(Block::Use(tool));
            }
        }
        blocks
    }

    /// What the next response uses: the prompt so far from the cache, what came since into the cache.
    fn used(&mut self, session: &mut Session) -> Tokens {
        let output = self.dice.pick(&[12, 60, 100, 150, 210, 320, 480, 700, 1_100, 2_600, 7_000]);
        let output = self.dice.between(output / 2, output * 3 / 2);
        // A prompt that has grown too long is summed up and begun again.
        if session.prompt_tokens > 165_000 {
            session.prompt_tokens = 18_000;
        }
        let cache_read = session.prompt_tokens;
        let written = match cache_read {
            0 => self.dice.between(14_000, 60_000),
            _ if self.dice.one_in(12) => 0,
            _ => self.dice.between(120, 5_000),
        };
        let for_an_hour = match (session.writes_for_an_hour, self.dice.one_in(50)) {
            (_, true) => written / 3,
            (true, false) => written,
            (false, false) => 0,
        };
        session.prompt_tokens += written + output;
        let input = self.dice.pick(&[1, 1, 2, 2, 3, 6, 10, 450, 3_200]);
        Tokens {
            input,
            output,
            cache_read,
            cache_write_5m: written - for_an_hour,
            cache_write_1h: for_an_hour,
        }
    }

    /// One line of a response, and the id of the tool's use if it is one.
    fn response_line(
        &mut self,
        transcript: &mut Transcript,
        ids: &Ids<'_>,
        block: &Block,
        shown: &Shown,
    ) -> (String, String) {
        let mut line = transcript.open();
        if let Some(agent) = &transcript.agent {
            put(&mut line, &[r#""agentId":""#, agent, r#"","#]);
        }
        put(
            &mut line,
            &[r#""message":{"model":""#, transcript.session.model.name, r#"","id":""#, ids.message],
        );
        line.push_str(r#"","type":"message","role":"assistant","content":["#);
        let tool_id = self.dice.id("toolu_01", 22);
        match block {
            Block::Thinking => {
                line.push_str(r#"{"type":"thinking","thinking":""#);
                // Newer versions leave the words out and keep the signature.
                if transcript.session.form == Form::Iterations {
                    let length = self.length(&[30, 60, 120, 300]);
                    self.write_prose(&mut line, length);
                }
                line.push_str(r#"","signature":""#);
                let length = self.length(&[80, 120, 200, 400, 1_200]);
                self.write_noise(&mut line, length);
                line.push_str("\"}");
            }
            Block::Text => {
                line.push_str(r#"{"type":"text","text":""#);
                let length = self.length(&[20, 30, 50, 80, 120, 200, 400]);
                self.write_prose(&mut line, length);
                line.push_str("\"}");
            }
            Block::Use(tool) => {
                put(
                    &mut line,
                    &[
                        r#"{"type":"tool_use","id":""#,
                        &tool_id,
                        r#"","name":""#,
                        tool.name(),
                        r#"","input":"#,
                    ],
                );
                self.write_input(&mut line, *tool, &transcript.session.cwd);
                line.push_str(r#","caller":{"type":"direct"}}"#);
            }
        }
        put(
            &mut line,
            &[
                r#"],"stop_reason":"#,
                shown.stop_reason,
                r#","stop_sequence":null,"stop_details":null,"usage":"#,
            ],
        );
        write_usage(&mut line, shown, transcript.session.form);
        line.push_str(r#","diagnostics":null},"#);
        if let Some(request) = ids.request {
            put(&mut line, &[r#""requestId":""#, request, r#"","#]);
        }
        line.push_str(r#""type":"assistant","#);
        let mut more = String::new();
        if transcript.agent.is_some() {
            more.push_str(r#""attributionAgent":"general-purpose","#);
        } else if transcript.session.form == Form::Thinking {
            put(&mut more, &[r#""effort":"high","session_id":""#, &transcript.session.id, r#"","#]);
        }
        self.made.usage_lines += 1;
        (tool_id, self.close(transcript, line, &more))
    }

    pub(super) fn prompt(&mut self, transcript: &mut Transcript) {
        let mut line = transcript.open();
        put(
            &mut line,
            &[
                r#""promptId":""#,
                &self.dice.uuid(),
                r#"","type":"user","message":{"role":"user","content":""#,
            ],
        );
        let length = self.length(&[10, 30, 80, 250, 900]);
        self.write_prose(&mut line, length);
        line.push_str(r#""},"#);
        _ = self.close(transcript, line, r#""permissionMode":"default","promptSource":"sdk","#);
    }

    /// An error of the API, which the CLI writes as a response of no model with no tokens.
    pub(super) fn error(&mut self, transcript: &mut Transcript) {
        let mut line = transcript.open();
        put(
            &mut line,
            &[
                r#""message":{"id":""#,
                &self.dice.uuid(),
                r#"","container":null,"model":"<synthetic>","role":"assistant","#,
            ],
        );
        line.push_str(r#""stop_reason":"stop_sequence","stop_sequence":"","type":"message","usage":{"input_tokens":0,"output_tokens":0,"#);
        line.push_str(r#""cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_1h_input_tokens":0,"#);
        line.push_str(r#""ephemeral_5m_input_tokens":0},"service_tier":null,"inference_geo":null,"iterations":null,"speed":null},"#);
        line.push_str(
            r#""content":[{"type":"text","text":"API Error: 529 {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}"}]},"#,
        );
        line.push_str(r#""type":"assistant","error":"overloaded","isApiErrorMessage":true,"#);
        self.made.usage_lines += 1;
        _ = self.close(transcript, line, "");
    }

    /// A line of the kinds that tell no usage. Some are not part of the chain and have neither id nor time.
    pub(super) fn aside(&mut self, transcript: &mut Transcript) {
        let length = self.length(&[40, 100, 300, 1_200]);
        let said = self.some_prose(length);
        let (word, id) = (self.dice.pick(&WORDS), self.dice.uuid());
        let session = transcript.session.id.clone();
        let mut line = transcript.open();
        match self.dice.below(10) {
            0 => {
                line.push_str(r#""type":"system","subtype":"stop_hook_summary","hookCount":1,"hookErrors":[],"level":"suggestion","#);
                _ = self.close(transcript, line, "");
                return;
            }
            1 | 2 => {
                put(
                    &mut line,
                    &[
                        r#""attachment":{"type":"skill_listing","content":""#,
                        &said,
                        r#""},"type":"attachment","#,
                    ],
                );
                _ = self.close(transcript, line, "");
                return;
            }
            _ => line.clear(),
        }
        match self.dice.below(7) {
            0 => put(&mut line, &[r#"{"type":"mode","mode":"normal","sessionId":""#, &session, "\"}"]),
            1 => put(
                &mut line,
                &[
                    r#"{"type":"permission-mode","permissionMode":"acceptEdits","sessionId":""#,
                    &session,
                    "\"}",
                ],
            ),
            2 => put(
                &mut line,
                &[r#"{"type":"summary","summary":"Mend the "#, word, r#"","leafUuid":""#, &id, "\"}"],
            ),
            3 => put(
                &mut line,
                &[r#"{"type":"ai-title","aiTitle":"Mend the "#, word, r#"","sessionId":""#, &session, "\"}"],
            ),
            4 => put(
                &mut line,
                &[r#"{"type":"last-prompt","lastPrompt":""#, &said, r#"","sessionId":""#, &session, "\"}"],
            ),
            _ => {
                let time = stamp(transcript.session.now);
                put(
                    &mut line,
                    &[
                        r#"{"type":"file-history-snapshot","messageId":""#,
                        &id,
                        r#"","snapshot":{"messageId":""#,
                        &id,
                    ],
                );
                line.push_str(r#"","trackedFileBackups":{"#);
                for number in 0..self.dice.between(1, 12) {
                    let name = format!("src/{}{number}.rs", self.dice.pick(&WORDS));
                    put(
                        &mut line,
                        &[
                            if number == 0 { "" } else { "," },
                            "\"",
                            &name,
                            r#"":{"backupFileName":""#,
                            &self.dice.id("", 16),
                        ],
                    );
                    put(&mut line, &[r#"@v2","version":2,"backupTime":""#, &time, "\"}"]);
                }
                put(&mut line, &[r#"},"timestamp":""#, &time, r#""},"isSnapshotUpdate":false}"#]);
            }
        }
        self.push(transcript, &line);
    }

    /// The CLI's running total of a session.
    pub(super) fn cost_state(&mut self, main: &mut Transcript) {
        let cost: u64 =
            MODELS.iter().filter_map(|model| Some(model.cost(*main.totals.get(model.name)?))).sum();
        let mut line = format!(
            r#"{{"type":"cost-state","sessionId":"{}","totalCostUSD":{},"modelUsage":{{"#,
            main.session.id,
            dollars(cost)
        );
        for (number, (model, used)) in main.totals.iter().enumerate() {
            let written = used.cache_write_5m + used.cache_write_1h;
            let rates = MODELS.iter().find(|each| each.name == *model).expect("it is one of these");
            put(
                &mut line,
                &[
                    if number == 0 { "" } else { "," },
                    "\"",
                    model,
                    r#"":{"inputTokens":"#,
                    &used.input.to_string(),
                    r#","outputTokens":"#,
                ],
            );
            put(
                &mut line,
                &[&used.output.to_string(), r#","cacheReadInputTokens":"#, &used.cache_read.to_string()],
            );
            put(
                &mut line,
                &[
                    r#","cacheCreationInputTokens":"#,
                    &written.to_string(),
                    r#","webSearchRequests":0,"costUSD":"#,
                ],
            );
            put(&mut line, &[&dollars(rates.cost(*used)), "}"]);
        }
        line.push_str(r#"},"hasUnknownModelCost":false}"#);
        self.push(main, &line);
    }

    /// The first half of a line, as a program leaves it that was stopped while it wrote.
    pub(super) fn broken_line(&mut self, transcript: &mut Transcript) {
        let start = transcript.text.len();
        self.prompt(transcript);
        let mut middle = start + (transcript.text.len() - start) / 2;
        while !transcript.text.is_char_boundary(middle) {
            middle += 1;
        }
        self.made.bytes -= u64::try_from(transcript.text.len() - middle).expect("a length fits 64 bits");
        transcript.text.truncate(middle);
    }
}

fn write_usage(line: &mut String, shown: &Shown, form: Form) {
    let Tokens { input, cache_read, cache_write_5m, cache_write_1h, .. } = shown.used;
    let output = shown.output;
    let written = cache_write_5m + cache_write_1h;
    line.push_str(&format!(r#"{{"input_tokens":{input},"cache_creation_input_tokens":{written},"#));
    line.push_str(&format!(r#""cache_read_input_tokens":{cache_read},"output_tokens":{output}"#));
    let lifetimes = format!(
        r#""cache_creation":{{"ephemeral_1h_input_tokens":{cache_write_1h},"ephemeral_5m_input_tokens":{cache_write_5m}}}"#
    );
    match form {
        Form::Iterations => {
            line.push_str(r#","server_tool_use":{"web_search_requests":0,"web_fetch_requests":0},"service_tier":"standard","#);
            put(line, &[&lifetimes, r#","inference_geo":"","iterations":[{"#]);
            line.push_str(&format!(
                r#""input_tokens":{input},"output_tokens":{output},"cache_read_input_tokens":{cache_read},"#
            ));
            line.push_str(&format!(r#""cache_creation_input_tokens":{written},{lifetimes},"type":"message"}}],"speed":"standard"}}"#));
        }
        Form::Thinking => {
            line.push_str(&format!(
                r#","output_tokens_details":{{"thinking_tokens":{}}},"service_tier":"standard","#,
                output / 3
            ));
            put(line, &[&lifetimes, r#","inference_geo":"not_available","speed":"standard"}"#]);
        }
    }
}
