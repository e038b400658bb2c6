//! A server that sends exactly these bytes in exactly this rhythm, which no proper server would.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

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

/// Starts the server; it ends with the test. Returns its address.
pub(crate) async fn start(rhythm: Rhythm) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(serve(connection, rhythm.clone()));
        }
    });
    endpoint
}

/// Failures to write are the client leaving, which is what some cases wait for.
async fn serve(mut connection: TcpStream, rhythm: Rhythm) -> std::io::Result<()> {
    read_request(&mut connection).await?;
    match rhythm {
        Rhythm::AtOnce(bytes) => connection.write_all(&bytes).await,
        Rhythm::Drip(head) => {
            connection.write_all(&head).await?;
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
