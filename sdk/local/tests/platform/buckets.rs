//! Objects in, the same objects out: by key, and by a link while it leads there.

use bytes::Bytes;
use ferrovia::Buckets as _;
use ferrovia_local::BucketsInFolder;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Keys that a careless folder would mix up, or find elsewhere.
const KEYS: [&str; 8] = [
    "a",
    "a/b",
    "a%2Fb",
    "../a",
    "..",
    "/etc/passwd",
    "a.content-type",
    "Straße 1.ndjson",
];

async fn opened() -> (Arc<BucketsInFolder>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (buckets, links) = BucketsInFolder::open(folder.path().join("buckets"))
        .await
        .unwrap();
    tokio::spawn(links.serve(pending()));
    (buckets, folder)
}

/// What a browser gets there: the status line and the headers, and the content.
async fn followed(link: &str) -> (String, String) {
    let (address, path) = link.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, content) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), content.to_owned())
}

#[tokio::test]
async fn every_key_has_an_object_of_its_own_in_the_folder() {
    let (buckets, folder) = opened().await;
    for bucket in ["exports", "letters"] {
        for key in KEYS {
            assert_eq!(buckets.get(bucket, key).await, Ok(None), "{key}");
        }
        for key in KEYS {
            let content = Bytes::from(format!("{key} of {bucket}"));
            buckets.put(bucket, key, "text/plain", content).await.unwrap();
        }
    }
    let outside: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(outside.len(), 1, "nothing beside the folder: {outside:?}");
    for key in KEYS {
        let content = buckets.get("exports", key).await.unwrap().unwrap();
        assert_eq!(content, format!("{key} of exports"));
        let link = buckets
            .link("exports", key, Duration::from_mins(15))
            .await
            .unwrap();
        let (head, content) = followed(&link).await;
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(head.contains("content-type: text/plain"), "{head}");
        assert_eq!(content, format!("{key} of exports"));
        buckets.delete("exports", key).await.unwrap();
        assert_eq!(buckets.delete("exports", key).await, Ok(()), "deleted is deleted");
        assert_eq!(buckets.get("exports", key).await, Ok(None));
        let (head, _) = followed(&link).await;
        assert!(head.starts_with("HTTP/1.1 404"), "{head}");
    }
    assert!(
        buckets.get("letters", "a").await.unwrap().is_some(),
        "another bucket's stay"
    );
}

#[tokio::test]
async fn a_link_that_is_over_or_nobodys_leads_nowhere() {
    let (buckets, _folder) = opened().await;
    let content = Bytes::from_static(b"content");
    buckets.put("exports", "a", "text/plain", content).await.unwrap();
    let over = buckets.link("exports", "a", Duration::ZERO).await.unwrap();
    let lasting = buckets
        .link("exports", "a", Duration::from_mins(15))
        .await
        .unwrap();
    assert!(followed(&lasting).await.0.starts_with("HTTP/1.1 200"));
    let (host, _) = over.rsplit_once(":").unwrap();
    let port = over[host.len() + 1..].split('/').next().unwrap();
    let nobodys = format!("{host}:{port}/{}/a", uuid::Uuid::nil());
    for link in [over, nobodys] {
        let (head, _) = followed(&link).await;
        assert!(head.starts_with("HTTP/1.1 403"), "{link}: {head}");
    }
}
