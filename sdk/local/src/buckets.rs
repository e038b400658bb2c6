//! Objects in, files in a folder out; and links by which they can be read for a while.

use async_trait::async_trait;
use axum::extract::{Path as Segments, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, serve};
use bytes::Bytes;
use ferrovia::{Buckets, PortError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::HashMap;
use std::future::Future;
use std::io::{self, ErrorKind, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;
use tokio::net::TcpListener;
use uuid::Uuid;

const SERVICE: &str = "the folder of buckets";

/// What is escaped in a file's name. The dot is: no key is a way out of the folder, and none ends as [`CONTENT_TYPE`] does.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// How the name of the file ends that says what an object is.
const CONTENT_TYPE: &str = ".content-type";

/// All buckets: each is a folder, each object a file in it. They stay there; nothing expires.
pub struct BucketsInFolder {
    folder: PathBuf,
    address: SocketAddr,
    links: Mutex<HashMap<Uuid, Link>>,
}

/// What a link leads to, and until when.
struct Link {
    file: PathBuf,
    ends: Instant,
}

/// Where links lead: a port of its own, as S3 is a host of its own.
pub struct Links {
    listener: TcpListener,
    buckets: Arc<BucketsInFolder>,
}

impl BucketsInFolder {
    /// Buckets in `folder`, which is made when it is needed, and what is to serve their links, on a port of the loopback
    /// interface.
    ///
    /// # Errors
    /// If no port can be had.
    pub async fn open(folder: PathBuf) -> io::Result<(Arc<Self>, Links)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let buckets = Arc::new(Self {
            folder,
            address,
            links: Mutex::default(),
        });
        let links = Links {
            listener,
            buckets: buckets.clone(),
        };
        Ok((buckets, links))
    }

    fn file(&self, bucket: &str, key: &str) -> PathBuf {
        let name = |text| utf8_percent_encode(text, ESCAPED).to_string();
        self.folder.join(name(bucket)).join(name(key))
    }

    /// The file that a link leads to, as long as it does.
    fn behind(&self, link: Uuid) -> Option<PathBuf> {
        let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let link = links.get(&link).filter(|link| Instant::now() < link.ends)?;
        Some(link.file.clone())
    }
}

impl Links {
    /// Answers until `end`.
    ///
    /// # Errors
    /// If the port is lost.
    pub async fn serve(self, end: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let router = Router::new()
            .route("/{link}/{name}", get(follow))
            .with_state(self.buckets);
        serve(self.listener, router).with_graceful_shutdown(end).await
    }
}

async fn follow(
    State(buckets): State<Arc<BucketsInFolder>>,
    Segments((link, _)): Segments<(Uuid, String)>,
) -> Response {
    // As S3 answers who follows a link too late, or to nothing.
    let Some(file) = buckets.behind(link) else {
        return (StatusCode::FORBIDDEN, "the link has expired").into_response();
    };
    let described = content_type_of(&file);
    match blocking(move || {
        read(&file)?
            .map(|content| Ok((content, read(&described)?)))
            .transpose()
    })
    .await
    {
        Ok(Some((content, content_type))) => {
            let content_type = content_type.unwrap_or_default();
            ([(header::CONTENT_TYPE, content_type.as_ref())], content).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, "there is no such object").into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

#[async_trait]
impl Buckets for BucketsInFolder {
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Bytes>, PortError> {
        let file = self.file(bucket, key);
        blocking(move || read(&file)).await
    }

    async fn link(&self, bucket: &str, key: &str, lifetime: Duration) -> Result<String, PortError> {
        let id = Uuid::new_v4();
        let now = Instant::now();
        let link = Link {
            file: self.file(bucket, key),
            ends: now + lifetime,
        };
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|_, link| now < link.ends);
        links.insert(id, link);
        let name = key.rsplit('/').next().unwrap_or(key);
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
        Ok(format!("http://{}/{id}/{name}", self.address))
    }

    async fn put(
        &self,
        bucket: &str,
        key: &str,
        content_type: &str,
        content: Bytes,
    ) -> Result<(), PortError> {
        let file = self.file(bucket, key);
        let content_type = content_type.to_owned();
        blocking(move || {
            replace(&content_type_of(&file), content_type.as_bytes())?;
            replace(&file, &content)
        })
        .await
    }

    async fn delete(&self, bucket: &str, key: &str) -> Result<(), PortError> {
        let file = self.file(bucket, key);
        blocking(move || {
            for file in [content_type_of(&file), file] {
                match std::fs::remove_file(file) {
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                    Ok(()) | Err(_) => {}
                }
            }
            Ok(())
        })
        .await
    }
}

fn content_type_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(CONTENT_TYPE);
    name.into()
}

fn read(file: &Path) -> io::Result<Option<Bytes>> {
    match std::fs::read(file) {
        Ok(content) => Ok(Some(content.into())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whoever reads meanwhile reads the old content or the new, and never a part.
fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut new = NamedTempFile::new_in(folder)?;
    new.write_all(content)?;
    new.persist(file)?;
    Ok(())
}

/// Does what waits for a disk where that holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, PortError> {
    let unavailable = |detail: String| PortError::Unavailable {
        service: SERVICE,
        detail,
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| unavailable(error.to_string()))?
        .map_err(|error| unavailable(error.to_string()))
}
