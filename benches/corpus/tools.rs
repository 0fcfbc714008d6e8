//! What a tool is called with, and what it answers.

use super::text::{WORDS, put};
use super::{Maker, Tool, Transcript};

impl Maker<'_> {
    /// What a tool is called with. Some of it looks like what a reader is after and is the tool's own.
    pub(super) fn write_input(&mut self, line: &mut String, tool: Tool, cwd: &str) {
        let path = format!("{cwd}/src/{}.rs", self.dice.pick(&WORDS));
        match tool {
            Tool::Bash => {
                line.push_str(r#"{"command":""#);
                let length = self.length(&[15, 30, 60, 150]);
                self.write_prose(line, length);
                put(line, &[r#"","description":"Run "#, self.dice.pick(&WORDS), r#"","timeout":120000}"#]);
            }
            Tool::Read => put(line, &[r#"{"file_path":""#, &path, r#"","offset":1,"limit":400}"#]),
            Tool::Edit => {
                let (old, new) = (self.length(&[50, 150, 400]), self.length(&[50, 200, 600]));
                let (old, new) = (self.some_prose(old), self.some_prose(new));
                put(line, &[r#"{"replace_all":false,"file_path":""#, &path, r#"","old_string":""#, &old]);
                put(line, &[r#"","new_string":""#, &new, "\"}"]);
            }
            Tool::Write => {
                put(line, &[r#"{"file_path":""#, &path, r#"","content":""#]);
                let length = self.length(&[300, 800, 2_000, 5_000]);
                self.write_prose(line, length);
                line.push_str("\"}");
            }
            Tool::Agent => {
                line.push_str(r#"{"description":"Look into it","subagent_type":"general-purpose","model":"haiku","prompt":""#);
                let length = self.length(&[100, 300, 900]);
                self.write_prose(line, length);
                line.push_str("\"}");
            }
            Tool::Todo => {
                line.push_str(r#"{"todos":["#);
                for number in 0..self.dice.between(2, 8) {
                    put(line, &[if number == 0 { "" } else { "," }, r#"{"content":""#]);
                    self.write_prose(line, 30);
                    put(
                        line,
                        &[
                            r#"","status":""#,
                            self.dice.pick(&["pending", "in_progress", "completed"]),
                            r#"","activeForm":""#,
                        ],
                    );
                    self.write_prose(line, 30);
                    line.push_str("\"}");
                }
                line.push_str("]}");
            }
            Tool::Other => {
                line.push_str(
                    r#"{"query":{"model":"claude-fable-5","id":"msg_0","usage":{"input_tokens":987654321,"#,
                );
                line.push_str(r#""output_tokens":987654321,"cache_read_input_tokens":987654321},"#);
                line.push_str(r#""filters":[{"field":"stop_reason","in":["end_turn",null]},{"n":[1,[2,[3,{}]]]}],"text":""#);
                let length = self.length(&[30, 100, 300]);
                self.write_prose(line, length);
                line.push_str("\"}}");
            }
        }
    }

    /// What a tool answered, which a line says twice: for the model and for the screen.
    pub(super) fn result(&mut self, transcript: &mut Transcript, tool: Tool, tool_id: &str) {
        let mut line = transcript.open();
        put(
            &mut line,
            &[
                r#""promptId":""#,
                &self.dice.uuid(),
                r#"","type":"user","message":{"role":"user","content":[{"tool_use_id":""#,
            ],
        );
        put(&mut line, &[tool_id, r#"","type":"tool_result","content":"#]);
        let mut more = String::new();
        if matches!(tool, Tool::Read) && self.dice.one_in(300) {
            line.push_str(r#"[{"type":"image","source":{"type":"base64","data":""#);
            let length = self.dice.between(150_000, 1_400_000);
            self.write_noise(&mut line, length);
            line.push_str(r#"","media_type":"image/png"}}]}]},"#);
            more.push_str(
                r#""toolUseResult":{"type":"image","file":{"type":"image/png","originalSize":1048576}},"#,
            );
        } else {
            let length = self.length(match tool {
                Tool::Bash => &[15, 40, 100, 250, 600, 1_200, 2_500, 4_500],
                Tool::Read => &[300, 700, 1_300, 2_200, 3_500, 6_000],
                Tool::Agent => &[400, 1_000, 2_500],
                Tool::Edit | Tool::Write | Tool::Todo | Tool::Other => &[15, 30, 60, 700],
            });
            // Now and then a tool prints all there is.
            let length = if self.dice.one_in(150) { length * 8 } else { length };
            let said = self.some_prose(length);
            put(&mut line, &["\"", &said, r#"","is_error":false}]},"#]);
            match tool {
                Tool::Bash => {
                    put(
                        &mut more,
                        &[
                            r#""toolUseResult":{"stdout":""#,
                            &said,
                            r#"","stderr":"","interrupted":false,"isImage":false},"#,
                        ],
                    );
                }
                Tool::Read => {
                    put(
                        &mut more,
                        &[r#""toolUseResult":{"type":"text","file":{"filePath":""#, &transcript.session.cwd],
                    );
                    put(
                        &mut more,
                        &[
                            r#"/src/lib.rs","content":""#,
                            &said,
                            r#"","numLines":400,"startLine":1,"totalLines":1200}},"#,
                        ],
                    );
                }
                // The usage of its last request only, which its own file has too.
                Tool::Agent => {
                    put(
                        &mut more,
                        &[
                            r#""toolUseResult":{"status":"completed","agentId":"a0","content":[{"type":"text","text":""#,
                            &said,
                        ],
                    );
                    more.push_str(r#""}],"totalDurationMs":91000,"totalTokens":61200,"totalToolUseCount":9,"usage":{"input_tokens":4,"#);
                    more.push_str(r#""cache_creation_input_tokens":811,"cache_read_input_tokens":58113,"output_tokens":2272}},"#);
                }
                Tool::Edit | Tool::Write | Tool::Todo | Tool::Other => {
                    put(
                        &mut more,
                        &[
                            r#""toolUseResult":{"structuredPatch":[{"oldStart":1,"lines":[""#,
                            &said,
                            r#""]}]},"#,
                        ],
                    );
                }
            }
        }
        if let Some(parent) = &transcript.session.parent {
            put(&mut more, &[r#""sourceToolAssistantUUID":""#, parent, r#"","#]);
        }
        _ = self.close(transcript, line, &more);
    }
}
