//! `casebook serve` on a port of its own, and requests written byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::site::casebook;

/// A running `casebook serve`, killed on drop.
pub struct Server {
    child: Child,
    pub port: u16,
    /// The text of stderr.
    said: Arc<Mutex<String>>,
}

/// A response.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Server {
    pub fn start(root: &Path, args: &[&str]) -> Self {
        let mut all = vec!["serve", "--port", "0"];
        all.extend(args);
        Self::spawn(casebook(root, &all))
    }

    /// A command that ends in `casebook serve`.
    pub fn spawn(mut command: std::process::Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut port = None;
        for line in lines.by_ref().map_while(Result::ok) {
            *said.lock().unwrap() += &format!("{line}\n");
            let address = line
                .strip_prefix("http://")
                .and_then(|l| l.split('/').next());
            if let Some(address) = address {
                port = address.rsplit(':').next().and_then(|p| p.parse().ok());
                break;
            }
        }
        let heard = said.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                *heard.lock().unwrap() += &format!("{line}\n");
            }
        });
        let port = port.unwrap_or_else(|| panic!("no address: {}", said.lock().unwrap()));
        Server { child, port, said }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let limit = Some(Duration::from_secs(20));
        stream.set_read_timeout(limit).unwrap();
        stream.set_write_timeout(limit).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    pub fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[])
    }

    /// Sends one request on a connection of its own. `Host` is this machine unless it is given.
    pub fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let mut stream = self.connect();
        let mut head = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("host")) {
            head += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        let _ = stream.write_all(format!("{head}\r\n").as_bytes());
        read(&mut stream, method == "HEAD").unwrap_or_default()
    }

    /// Waits until a page holds a text.
    #[track_caller]
    pub fn shows(&self, target: &str, text: &str) -> Answer {
        self.until(target, |a| a.status == 200 && a.text().contains(text), text)
    }

    #[track_caller]
    pub fn until(&self, target: &str, right: impl Fn(&Answer) -> bool, what: &str) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(target);
            if right(&answer) {
                return answer;
            }
            let waited = start.elapsed() < Duration::from_secs(20);
            assert!(
                waited,
                "{target}: not {what}: {} {}\n{}",
                answer.status,
                answer.text(),
                self.said()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The status of a WebSocket handshake from this origin.
    pub fn socket(&self, headers: &[(&str, &str)]) -> (u16, TcpStream) {
        self.socket_at("", headers)
    }

    pub fn socket_at(&self, query: &str, headers: &[(&str, &str)]) -> (u16, TcpStream) {
        let mut stream = self.connect();
        let mut head = format!("GET /__casebook/live{query} HTTP/1.1\r\n")
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        if !headers.iter().any(|(n, _)| *n == "Host") {
            head += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        let (status, _) = read_head(&mut stream).unwrap_or_default();
        (status, stream)
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sends a signal, such as `-TERM`.
    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = std::process::Command::new("kill")
            .args([name, &id])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Its exit code, if it ends soon.
    pub fn ended(&mut self) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(5) {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let said = self.said();
        if !std::thread::panicking() {
            assert!(!said.contains("panicked"), "{said}");
        }
    }
}

/// Status and headers; `None` if the connection ends first.
pub fn read_head(stream: &mut TcpStream) -> Option<(u16, Vec<(String, String)>)> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|l| l.split_once(": "));
    let headers = headers.map(|(n, v)| (n.to_lowercase(), v.to_owned()));
    Some((status, headers.collect()))
}

pub fn read(stream: &mut TcpStream, is_head: bool) -> Option<Answer> {
    let (status, headers) = read_head(stream)?;
    let mut answer = Answer {
        status,
        headers,
        body: Vec::new(),
    };
    let length = answer.header("content-length").and_then(|l| l.parse().ok());
    if !is_head && status != 304 {
        answer.body = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut answer.body).ok()?;
    }
    Some(answer)
}
