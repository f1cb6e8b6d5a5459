//! The preview: a server that is never behind the files.
//!
//! `watch` says that something may have changed, the `keeper` looks and publishes an `edition`, `http` answers
//! from the newest one, and `live` tells browsers what is new. Files of the site come from a snapshot's map; no
//! request ever becomes a path. Nothing here decides what a page holds.

mod content_type;
mod edition;
mod http;
mod inbox;
mod keeper;
mod live;
mod panel;
mod patient;
pub mod target;
mod visitor;
mod watch;

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::engine::Engine;
use edition::Edition;
use http::Door;
use keeper::{Ask, Judge, Keeper};
use patient::Patient;
use visitor::Names;

pub use inbox::Hints;
pub use keeper::Told;
pub use visitor::is_loopback;
pub use watch::Watcher;

/// How many ports to try.
const PORTS: u16 = 100;
/// A request's head, and a connection that waits for its next one, may take this long.
const HEAD: Duration = Duration::from_secs(20);
/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;
/// As many connections at a time; a system often allows 1024 open files.
const MOST_CONNECTIONS: usize = 900;

/// How to serve, as the command line says it.
pub struct Options {
    /// The project's folder; absolute.
    pub root: PathBuf,
    /// An address or a name; this machine alone where it is `None`.
    pub host: Option<String>,
    pub port: u16,
    /// Look every so often instead of listening to the system.
    pub poll: Option<Duration>,
    pub request: Ask,
    pub judge: Judge,
    pub say: Arc<dyn Fn(&Told) + Send + Sync>,
}

/// A server that has its port, and nothing to show yet.
pub struct Server {
    listener: TcpListener,
    options: Options,
    pub address: SocketAddr,
}

impl Server {
    /// Takes the port, or the next one that is free.
    ///
    /// # Errors
    ///
    /// The host is unknown, or none of the ports is free.
    pub fn bind(options: Options) -> io::Result<Self> {
        let host = options.host.as_deref().unwrap_or("127.0.0.1");
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let ip = (host, 0).to_socket_addrs()?.next();
        let ip = ip
            .ok_or_else(|| io::Error::other("this name has no address"))?
            .ip();
        let last = options.port.saturating_add(PORTS);
        let mut port = options.port;
        loop {
            match TcpListener::bind((ip, port)) {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && port < last => port += 1,
                Err(error) => return Err(error),
                Ok(listener) => {
                    listener.set_nonblocking(true)?;
                    return Ok(Server {
                        address: listener.local_addr()?,
                        listener,
                        options,
                    });
                }
            }
        }
    }

    /// Serves until the process is told to end (Ctrl-C, SIGTERM).
    ///
    /// # Errors
    ///
    /// The system gives no threads or no signals.
    pub fn run(self) -> io::Result<()> {
        let Options {
            root,
            host,
            poll,
            request,
            judge,
            say,
            ..
        } = self.options;
        let (sender, editions) = tokio::sync::watch::channel(Arc::new(Edition::none()));
        let names = Names::new(host.as_deref(), self.address.port());
        let door = Arc::new(Door::new(names, editions, session(), root.clone()));
        let output = request().output.unwrap_or_else(|| root.join("public"));
        let (watcher, notice) = Watcher::new(&root, &output, poll);
        if let Some(notice) = notice {
            say(&Told::Notice(&notice));
        }
        let keeper = Keeper {
            engine: Engine::new(&root),
            root,
            request,
            judge,
            watcher,
            editions: Arc::new(sender),
            say: Box::new(move |told| say(told)),
        };
        std::thread::Builder::new()
            .name("keeper".into())
            .spawn(move || keeper.run())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(4)
            .max_blocking_threads(4)
            .enable_all()
            .build()?;
        let listener = self.listener;
        let ended = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            tokio::select! {
                () = accept(listener, door) => Ok(()),
                ended = until_told_to_end() => ended,
            }
        });
        runtime.shutdown_background();
        ended
    }
}

/// Ctrl-C, or a polite request to end.
pub async fn until_told_to_end() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

async fn accept(listener: tokio::net::TcpListener, door: Arc<Door>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let door = door.clone();
                tokio::spawn(async move {
                    converse(stream, door).await;
                    drop(place);
                });
            }
            // Too many open files, or a client that has gone already.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn converse(stream: TcpStream, door: Arc<Door>) {
    let _ = stream.set_nodelay(true);
    let answer = move |request| {
        let door = door.clone();
        async move { door.answer(request).await }
    };
    let service = TowerToHyperService::new(axum::Router::new().fallback(answer));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(Patient::new(stream)), service)
        .with_upgrades();
    // A client that breaks off is no error of ours.
    let _ = connection.await;
}

/// Differs from one start to the next.
fn session() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanos = now.map_or(0, |d| d.as_nanos());
    format!("{:x}-{nanos:x}", std::process::id())
}

/// The folder as the system's events name it.
pub fn real_root(root: &Path) -> io::Result<PathBuf> {
    #[cfg(unix)]
    return std::fs::canonicalize(root);
    #[cfg(not(unix))]
    std::path::absolute(root)
}
