//! A server that sends exactly these bytes in exactly this rhythm, which no proper server would.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// What to do with a connection once the request is there.
#[derive(Clone)]
pub(crate) enum Rhythm {
    /// Send all and close.
    AtOnce(Vec<u8>),
    /// Send this, then of the body a byte every 100 ms, for ever.
    Drip(Vec<u8>),
    /// Send nothing and wait.
    Silence,
    /// Close without a word.
    HangUp,
}

/// A server that runs.
pub(crate) struct RawServer {
    /// Its address.
    pub(crate) endpoint: String,
    requests: Arc<AtomicUsize>,
}

impl RawServer {
    /// How many requests came.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// Starts the server; it ends with the test. Returns its address.
pub(crate) async fn start(rhythm: Rhythm) -> String {
    start_each(vec![rhythm]).await.endpoint
}

/// Starts a server that treats the first request as the first rhythm says, and so on; the last one is for all that follow.
pub(crate) async fn start_each(rhythms: Vec<Rhythm>) -> RawServer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(serve(connection, rhythms.clone(), Arc::clone(&count)));
        }
    });
    RawServer { endpoint, requests }
}

/// An address at which a machine listens that is too busy to take connections. It does as long as what is returned lives.
pub(crate) async fn full() -> (String, impl Sized) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    // The kernel completes one connection that nobody accepts, and perhaps one more; it drops what comes after.
    while let Ok(connection) =
        tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await
    {
        waiting.push(connection.unwrap());
    }
    (format!("http://{address}"), (listener, waiting))
}

/// Failures to write are the client leaving, which is what some cases wait for.
async fn serve(
    mut connection: TcpStream,
    rhythms: Vec<Rhythm>,
    requests: Arc<AtomicUsize>,
) -> std::io::Result<()> {
    read_request(&mut connection).await?;
    let number = requests.fetch_add(1, Ordering::SeqCst);
    let rhythm = rhythms.get(number).or(rhythms.last());
    match rhythm.unwrap_or(&Rhythm::HangUp) {
        Rhythm::AtOnce(bytes) => connection.write_all(bytes).await,
        Rhythm::Drip(head) => {
            connection.write_all(head).await?;
            loop {
                connection.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Rhythm::Silence => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            Ok(())
        }
        Rhythm::HangUp => Ok(()),
    }
}

/// Reads head and body, so that closing afterwards is no reset.
async fn read_request(connection: &mut TcpStream) -> std::io::Result<()> {
    let mut request = Vec::new();
    loop {
        if let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            if request.len() >= end + 4 + length.unwrap_or(0) {
                return Ok(());
            }
        }
        if connection.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
}
