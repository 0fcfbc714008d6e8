//! How documents look: in the light, in the dark, on a phone and on paper.

/// The style sheet. It names no font, picture or address to be fetched. Texts have a contrast of at least 4.5 to what is behind
/// them, and bars and lines of at least 3, which a test computes from these colours.
pub const STYLE: &str = "
:root{color-scheme:light dark;
--bg:#ffffff;--fg:#1b1f24;--dim:#57606a;--line:#d0d7de;--soft:#f4f6f8;
--good:#116329;--partly:#7a4b00;--bad:#b3261e;--bar:#2f6fb2;--track:#e2e8ee}
@media(prefers-color-scheme:dark){:root{
--bg:#14181d;--fg:#e6edf3;--dim:#9aa5b1;--line:#39424c;--soft:#1d232a;
--good:#6fdd8b;--partly:#e3b341;--bad:#ff8f87;--bar:#6cb0f5;--track:#303944}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:76rem;margin:0 auto;padding:2rem 1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.15rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p{margin:.5rem 0;max-width:46rem}
a{color:inherit}
code{font:.92em ui-monospace,monospace}
.dim,.lines{color:var(--dim)}
.caution{border-left:.25rem solid var(--partly);padding-left:.75rem}
.lines{font-size:.875rem}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;overflow-wrap:normal}
th,td{padding:.3rem .75rem .3rem 0;text-align:left;font-weight:normal;vertical-align:top}
tbody tr{border-top:1px solid var(--line)}
thead th{color:var(--dim);font-size:.875rem;vertical-align:bottom}
thead th[colspan]{color:var(--fg);font-weight:600;border-bottom:1px solid var(--line)}
tbody th{font-weight:600}
tfoot tr{border-top:2px solid var(--line)}
tfoot th,tfoot td{font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.id{white-space:nowrap}
.good{color:var(--good)}.partly{color:var(--partly)}.bad{color:var(--bad)}.strong{font-weight:700}
.bar{display:block;width:7rem;height:.75rem;margin-top:.4rem}
.track{fill:var(--track)}.fill{fill:var(--bar)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.pictures{display:flex;flex-wrap:wrap;align-items:flex-start;gap:1rem 2.5rem;margin:1rem 0}
figure{margin:0;width:27rem;max-width:100%}
figcaption,.month caption{text-align:left;font-weight:600;padding-bottom:.25rem}
.burn{display:block;width:100%;height:auto}
.burn path{fill:none;stroke:var(--bar);stroke-width:2}
.burn .band{fill:var(--track);stroke:none}
.burn .axis{stroke:var(--dim);stroke-width:1}
.burn text{fill:var(--fg);font:11px system-ui,sans-serif}
.month td,.month th{padding:.15rem .5rem .15rem 0;white-space:nowrap;text-align:right;font-weight:normal;font-variant-numeric:tabular-nums}
.month tbody tr{border:0}
abbr{text-decoration:none}
details{border-top:1px solid var(--line);margin-top:1.5rem;padding-top:.5rem}
summary{cursor:pointer}
summary h2{display:inline;margin:0}
@media(max-width:40rem){
main{padding:1.25rem 1rem}
h1{font-size:1.3rem}
.month{font-size:.875rem}
.month td,.month th{padding-right:.35rem}
.scroll tbody th{position:sticky;left:0;background:var(--bg)}
.cards,.cards tbody,.cards tfoot,.cards tr,.cards th,.cards td{display:block}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards tr{padding:.5rem 0}
.cards th,.cards td{padding:.1rem 0}
.cards td{display:flex;justify-content:space-between;gap:1rem;text-align:right;white-space:normal}
.cards td::before{content:attr(data-title);color:var(--dim);text-align:left}
.cards td:empty{display:none}
.cards tbody th{font-size:1.05rem}}
@media print{
:root{color-scheme:light;
--bg:#ffffff;--fg:#000000;--dim:#444444;--line:#bbbbbb;--soft:#ffffff;
--good:#116329;--partly:#7a4b00;--bad:#b3261e;--bar:#2f6fb2;--track:#e2e8ee}
body{font-size:11pt}
main{max-width:none;padding:0}
.scroll{overflow:visible}
tr,figure,.month{break-inside:avoid}
h2,h3{break-after:avoid}
details::details-content{content-visibility:visible;block-size:auto}
svg,.good,.partly,.bad{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
";
