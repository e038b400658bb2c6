//! RDS's front door: TLS, a token in place of a password, judged by IAM; behind it, a real PostgreSQL.
//!
//! A client sends its token in the clear (inside TLS), as RDS asks for it. Once the token has been judged, it is made
//! the role's password, so that the server behind can ask for it in its own way.
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html>

use crate::account::{Account, MASTER, MASTER_PASSWORD};
use crate::stack;
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

const REQUEST_TLS: u32 = 80_877_103;
const PROTOCOL: u32 = 196_608;

/// The door of the database `platform`.
pub(crate) struct FrontDoor {
    pub(crate) port: u16,
    /// The certificate that clients have to trust, as PEM.
    pub(crate) certificate: String,
}

/// What stands behind the door, and who judges at it.
struct Behind {
    account: Arc<Account>,
    owner: PgPool,
    port: u16,
    tls: TlsAcceptor,
}

impl FrontDoor {
    /// Opens the door of the database that `owner` owns.
    pub(crate) async fn open(account: Arc<Account>, owner: PgPool) -> Self {
        let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let private = PrivateKeyDer::try_from(key.signing_key.serialize_der()).unwrap();
        let tls = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![key.cert.der().clone()], private)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let door = Self {
            port: listener.local_addr().unwrap().port(),
            certificate: key.cert.pem(),
        };
        let behind = Arc::new(Behind {
            account,
            owner,
            port: door.port,
            tls: TlsAcceptor::from(Arc::new(tls)),
        });
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let behind = Arc::clone(&behind);
                tokio::spawn(async move {
                    // A client that goes away in the middle is the client's affair.
                    let _ = behind.serve(client).await;
                });
            }
        });
        door
    }
}

impl Behind {
    async fn serve(&self, mut client: TcpStream) -> Result<()> {
        if (client.read_u32().await?, client.read_u32().await?) != (8, REQUEST_TLS) {
            return Err(Error::other("a client that asks for no TLS"));
        }
        client.write_all(b"S").await?;
        let mut client = self.tls.accept(client).await?;
        let startup = message(&mut client).await?;
        // AuthenticationCleartextPassword
        client.write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 3]).await?;
        client.flush().await?;
        if client.read_u8().await? != b'p' {
            return Err(Error::other("a client that sends no password"));
        }
        let token = text(&message(&mut client).await?)?;
        let user = self.user(&startup, &token)?;
        let Some(user) = user else {
            // ErrorResponse, as RDS words it.
            let error = b"SFATAL\0VFATAL\0C28000\0MPAM authentication failed\0\0";
            client.write_u8(b'E').await?;
            client.write_u32(u32::try_from(error.len() + 4).unwrap()).await?;
            client.write_all(error).await?;
            return client.shutdown().await;
        };
        let statement = format!("alter role \"{user}\" password '{}'", token.replace('\'', "''"));
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&self.owner)
            .await
            .map_err(Error::other)?;
        let options = self.owner.connect_options();
        let mut server = TcpStream::connect((options.get_host(), options.get_port())).await?;
        server
            .write_u32(u32::try_from(startup.len() + 4).unwrap())
            .await?;
        server.write_all(&startup).await?;
        copy_bidirectional(&mut client, &mut server).await.map(drop)
    }

    /// The user that the token lets in, if it lets anyone in. The master user has a password, as RDS made it.
    fn user(&self, startup: &[u8], token: &str) -> Result<Option<String>> {
        let protocol = startup.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes));
        if protocol != Some(PROTOCOL) {
            return Err(Error::other("another protocol"));
        }
        let parameters = text(&startup[4..])?;
        let mut parameters = parameters.split('\0');
        let mut user = None;
        while let (Some(name), Some(value)) = (parameters.next(), parameters.next()) {
            if name == "user" {
                user = Some(value.to_owned());
            }
        }
        let user = user.ok_or_else(|| Error::other("nobody"))?;
        if user == MASTER {
            return Ok((token == MASTER_PASSWORD).then_some(user));
        }
        let url = url::Url::parse(&format!("https://{token}")).map_err(Error::other)?;
        let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        let asked = |name: &str| query.get(name).map_or("", String::as_str);
        let scope: Vec<_> = asked("X-Amz-Credential").split('/').collect();
        let for_us = (url.host_str(), url.port()) == (Some("localhost"), Some(self.port))
            && asked("Action") == "connect"
            && asked("DBUser") == user
            && scope.get(2..) == Some(&[stack::REGION, "rds-db", "aws4_request"]);
        let resource = format!("dbuser:{}/{user}", stack::database_id("platform"));
        let allowed = for_us
            && self
                .account
                .judge(scope[0], "rds-db:connect", &stack::arn("rds-db", &resource), &[]);
        Ok(allowed.then_some(user))
    }
}

/// A message's content: its length, which counts itself, stands before it.
async fn message(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Result<Vec<u8>> {
    let length = stream.read_u32().await?;
    let length = usize::try_from(length)
        .ok()
        .and_then(|length| length.checked_sub(4));
    let mut content = vec![0; length.ok_or_else(|| Error::other("a length"))?];
    stream.read_exact(&mut content).await?;
    Ok(content)
}

fn text(bytes: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(bytes).map_err(Error::other)?;
    Ok(text.trim_end_matches('\0').to_owned())
}
