//! The preview: a server whose pages follow the files.
//!
//! `watch` reports that files may have changed, `rebuilder` makes a snapshot and publishes a `revision`, `http` serves
//! the newest one, and `live` notifies browsers of what has changed. Names in requests are looked up in the snapshot
//! and never become paths on disk. Nothing here decides what a page holds.

mod content_type;
mod event_queue;
mod host_guard;
mod http;
mod live;
mod panel;
mod payload;
mod range;
mod rebuilder;
pub mod request_path;
mod revision;
mod watch;
mod write_timeout;

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::engine::Engine;
use host_guard::AllowedHosts;
use http::Service;
use rebuilder::{Rebuilder, RequestFn, StrictnessFn};
use revision::Revision;
use write_timeout::WriteTimeout;

pub use event_queue::FileEvents;
pub use host_guard::is_loopback;
pub use rebuilder::ServerEvent;
pub use watch::Watcher;

/// How many further ports to try if the wanted one is taken.
const MAX_PORTS: u16 = 100;
/// The time within which the head of a request must arrive, also on a connection that is kept open for the next one.
const HEADER_TIMEOUT: Duration = Duration::from_secs(20);
/// The longest head of a request, in bytes.
const MAX_HEADER_BYTES: usize = 64 * 1024;
/// The most connections at a time. Systems often allow a process 1024 open files.
const MAX_CONNECTIONS: usize = 900;

/// How many requests are answered at a time. Some wait for each other: the search index is made once.
const MAX_BLOCKING_THREADS: usize = 32;

/// The options of the server, from the command line.
pub struct ServeOptions {
    /// The project's folder; absolute.
    pub root: PathBuf,
    /// The address or name to listen at; `None` for this machine only.
    pub host: Option<String>,
    pub port: u16,
    /// Check the files at this interval instead of using the system's file events.
    pub poll: Option<Duration>,
    pub request: RequestFn,
    pub apply_strictness: StrictnessFn,
    pub on_event: Arc<dyn Fn(&ServerEvent) + Send + Sync>,
}

/// A server that has its port and does not answer yet.
pub struct Server {
    listener: TcpListener,
    options: ServeOptions,
    pub address: SocketAddr,
}

impl Server {
    /// Takes the port, or the next free one.
    ///
    /// # Errors
    ///
    /// The host is unknown, or none of the ports is free.
    pub fn bind(options: ServeOptions) -> io::Result<Self> {
        let host = options.host.as_deref().unwrap_or("127.0.0.1");
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let address = (host, 0).to_socket_addrs()?.next();
        let address = address.ok_or_else(|| io::Error::other("this name has no address"))?;
        let last = options.port.saturating_add(MAX_PORTS);
        let mut port = options.port;
        loop {
            match TcpListener::bind((address.ip(), port)) {
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

    /// Serves until Ctrl-C or SIGTERM.
    ///
    /// # Errors
    ///
    /// The system provides no thread or no signal handler.
    pub fn run(self) -> io::Result<()> {
        let ServeOptions {
            root,
            host,
            poll,
            request,
            apply_strictness,
            on_event,
            ..
        } = self.options;
        let (sender, revisions) = tokio::sync::watch::channel(Arc::new(Revision::default()));
        let allowed_hosts = AllowedHosts::new(host.as_deref());
        let service = Arc::new(Service {
            allowed_hosts,
            revisions,
            session: new_session_id(),
            root: root.clone(),
            rendered: Mutex::default(),
        });
        let output = request().output.unwrap_or_else(|| root.join("public"));
        let (watcher, notice) = Watcher::new(&root, &output, poll);
        if let Some(notice) = notice {
            on_event(&ServerEvent::Warning(&notice));
        }
        let rebuilder = Rebuilder {
            engine: Engine::new(&root),
            root,
            request,
            apply_strictness,
            watcher,
            revisions: Arc::new(sender),
            on_event: Box::new(move |event| on_event(event)),
        };
        std::thread::Builder::new()
            .name("rebuilder".into())
            .spawn(move || rebuilder.run())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(4)
            .max_blocking_threads(MAX_BLOCKING_THREADS)
            .enable_all()
            .build()?;
        let listener = self.listener;
        let ended = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            tokio::select! {
                () = accept_connections(listener, service) => Ok(()),
                ended = shutdown_signal() => ended,
            }
        });
        runtime.shutdown_background();
        ended
    }
}

/// Returns on Ctrl-C or SIGTERM.
pub async fn shutdown_signal() -> io::Result<()> {
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

async fn accept_connections(listener: tokio::net::TcpListener, service: Arc<Service>) {
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let service = service.clone();
                tokio::spawn(async move {
                    handle_connection(stream, service).await;
                    drop(slot);
                });
            }
            // Too many open files, or the client has disconnected already.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn handle_connection(stream: TcpStream, handler: Arc<Service>) {
    let _ = stream.set_nodelay(true);
    let handle = move |request| {
        let handler = handler.clone();
        async move { handler.handle(request).await }
    };
    let service = TowerToHyperService::new(axum::Router::new().fallback(handle));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MAX_HEADER_BYTES)
        .serve_connection(TokioIo::new(WriteTimeout::new(stream)), service)
        .with_upgrades();
    // A client that disconnects is not an error.
    let _ = connection.await;
}

/// An id that differs from one start of the server to the next.
fn new_session_id() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanos = now.map_or(0, |d| d.as_nanos());
    format!("{:x}-{nanos:x}", std::process::id())
}

/// The folder in the form that the system's file events use.
pub fn canonical_root(root: &Path) -> io::Result<PathBuf> {
    #[cfg(unix)]
    return std::fs::canonicalize(root);
    #[cfg(not(unix))]
    std::path::absolute(root)
}
