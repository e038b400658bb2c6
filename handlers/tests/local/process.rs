//! The binary `local` as a process: started, listened to, spoken with, and ended.

use handlers::adapters::outbound::openai::http_client;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;
use uuid::Uuid;

/// Longer than anything takes on any machine: only what never happens runs into it.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the machine that runs the tests may have set, and would mislead the process.
const SILENCED: [&str; 6] = [
    "DATABASE_URL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "INTENT_MODEL",
    "ANSWER_MODEL",
    "LOG_LEVEL",
];

/// A folder for data that PostgreSQL's own account can enter too.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A copy, in `folder`, of what codegen wrote, to be changed.
pub(crate) fn stack_in(folder: &Path) -> PathBuf {
    let stack = folder.join("stack");
    let generated = Path::new(env!("CARGO_MANIFEST_DIR")).join("../terraform/stack");
    fs::create_dir_all(stack.join("asl")).unwrap();
    for entry in fs::read_dir(generated.join("asl")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), stack.join("asl").join(entry.file_name())).unwrap();
    }
    stack
}

/// The command, with its data in `data`.
pub(crate) fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    for variable in SILENCED {
        command.env_remove(variable);
    }
    command.arg("--data").arg(data);
    command
}

/// What a command that ends by itself says.
pub(crate) fn output(command: &mut Command) -> Output {
    command.output().unwrap()
}

/// A token from `local token`.
pub(crate) fn token(data: &Path, arguments: &[&str]) -> String {
    let output = output(command(data).arg("token").args(arguments));
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Collects lines on a thread of its own, and shows each.
fn read(output: impl Read + Send + 'static, show: fn(&str)) -> (Arc<Mutex<Vec<String>>>, JoinHandle<()>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&lines);
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line.unwrap()).into_owned();
            show(&line);
            written.lock().unwrap().push(line);
        }
    });
    (lines, reader)
}

/// A platform that serves.
pub(crate) struct Local {
    process: Child,
    lines: Arc<Mutex<Vec<String>>>,
    log: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
    pub(crate) address: String,
    /// The token of the ready `curl`.
    pub(crate) token: String,
    http: reqwest::Client,
}

impl Local {
    /// Starts it on any port, and waits until it has said how to speak with it.
    pub(crate) async fn start(command: &mut Command) -> Self {
        let mut process = command
            .args(["--port", "0"])
            // As a shell starts it, so that a Ctrl-C reaches it and what it started.
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (lines, written) = read(process.stdout.take().unwrap(), |_| {});
        let (log, logged) = read(process.stderr.take().unwrap(), |line| eprintln!("{line}"));
        let mut local = Self {
            process,
            lines,
            log,
            readers: vec![written, logged],
            address: String::new(),
            token: String::new(),
            http: http_client().unwrap(),
        };
        local.says("Ctrl-C ends it.").await;
        local.address = local.after("listening on ", "\n");
        local.token = local.after("Bearer ", "'");
        local
    }

    /// Everything it has said.
    pub(crate) fn said(&self) -> String {
        self.lines.lock().unwrap().join("\n") + "\n"
    }

    /// Everything it has logged.
    pub(crate) fn logged(&self) -> String {
        self.log.lock().unwrap().join("\n") + "\n"
    }

    /// What it said between two texts.
    fn after(&self, start: &str, end: &str) -> String {
        let said = self.said();
        let (_, rest) = said.split_once(start).unwrap();
        rest.split_once(end).unwrap().0.to_owned()
    }

    /// Waits until it says so.
    pub(crate) async fn says(&mut self, text: &str) {
        let said = async {
            while !self.said().contains(text) {
                if let Some(status) = self.process.try_wait().unwrap() {
                    panic!("it ended with {status} and said {}", self.said());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, said).await.unwrap();
    }

    /// A message of a customer's, with a key of its own.
    pub(crate) fn message(&self, body: &Value) -> reqwest::RequestBuilder {
        self.request("POST", "/v1/messages", body)
            .header("idempotency-key", Uuid::now_v7().to_string())
    }

    /// A request without a body.
    pub(crate) fn bare(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().unwrap();
        self.http.request(method, format!("{}{path}", self.address))
    }

    /// A request with a JSON body.
    pub(crate) fn request(&self, method: &str, path: &str, body: &Value) -> reqwest::RequestBuilder {
        self.bare(method, path).json(body)
    }

    /// Posts a customer's message with this token.
    pub(crate) async fn post_as(&self, token: &str, message: &Value) -> (u16, Value) {
        let request = self.message(message).bearer_auth(token);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// Posts what customer `c-1041` says; the conversation is a new one without its id.
    pub(crate) async fn say(&self, conversation: Option<&Value>, content: &str) -> Value {
        let mut message = json!({ "customer_id": "c-1041", "content": content });
        if let Some(conversation) = conversation {
            message["conversation_id"] = conversation.clone();
        }
        let (status, body) = self.post_as(&self.token, &message).await;
        assert_eq!(status, 201, "{body}");
        body
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        self.kill(name, &self.process.id().to_string());
    }

    /// Presses Ctrl-C: a terminal sends the signal to the whole group.
    pub(crate) fn interrupt(&self) {
        self.kill("INT", &format!("-{}", self.process.id()));
    }

    fn kill(&self, signal: &str, whom: &str) {
        let sent = Command::new("kill")
            .args(["-s", signal, "--", whom])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for its end; what it said is then complete.
    pub(crate) async fn ended(&mut self) -> Option<i32> {
        let ended = async {
            loop {
                if let Some(status) = self.process.try_wait().unwrap() {
                    return status.code();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let code = tokio::time::timeout(PATIENCE, ended).await.unwrap();
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        code
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
