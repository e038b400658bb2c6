//! Objects go into the bucket that the variable names, and come out of it as they are.

use crate::support::{config, env};
use bytes::Bytes;
use ferrovia::{Buckets, PortError};
use ferrovia_aws::S3;
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const BUCKET: &str = "desk-dev-exports-0a1b2c3d";
const KEY: &str = "7/messages 1.ndjson";
/// As it is sent.
const PATH: &str = "/desk-dev-exports-0a1b2c3d/7/messages%201.ndjson";

async fn buckets(server: &MockServer) -> S3 {
    S3::new(&config(server).await, env(&[("EXPORTS_BUCKET", BUCKET)]))
}

fn failure(status: u16, code: &str) -> ResponseTemplate {
    let body = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
    ResponseTemplate::new(status).set_body_raw(body, "application/xml")
}

#[tokio::test]
async fn an_object_is_put_with_its_type_and_deleted() {
    let server = MockServer::start().await;
    Mock::given(method("PUT"))
        .and(path(PATH))
        .and(header("content-type", "application/x-ndjson"))
        .respond_with(ResponseTemplate::new(200))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("DELETE"))
        .and(path(PATH))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let buckets = buckets(&server).await;
    let content = Bytes::from_static(b"{\"id\":1}\n");
    let put = buckets.put("exports", KEY, "application/x-ndjson", content).await;
    assert_eq!(put, Ok(()));
    assert_eq!(buckets.delete("exports", KEY).await, Ok(()));
    let sent = server.received_requests().await.unwrap();
    assert!(
        sent[0].body.windows(9).any(|part| part == b"{\"id\":1}\n"),
        "{:?}",
        sent[0]
    );
}

#[tokio::test]
async fn what_is_not_there_is_told_from_what_is_refused() {
    let refused = PortError::Refused {
        service: "S3",
        detail: "AccessDenied: no".to_owned(),
    };
    let cases = [
        (
            ResponseTemplate::new(200).set_body_string("content"),
            1,
            Ok(Some(Bytes::from_static(b"content"))),
        ),
        (failure(404, "NoSuchKey"), 1, Ok(None)),
        (failure(403, "AccessDenied"), 1, Err(refused)),
        (
            failure(503, "SlowDown"),
            2,
            Err(PortError::Throttled { service: "S3" }),
        ),
    ];
    for (answer, at_least, expected) in cases {
        let server = MockServer::start().await;
        Mock::given(method("GET"))
            .and(path(PATH))
            .respond_with(answer)
            .expect(at_least..)
            .mount(&server)
            .await;
        assert_eq!(buckets(&server).await.get("exports", KEY).await, expected);
    }
}

/// AWS's own scheme for signed URLs: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>.
#[tokio::test]
async fn a_link_is_signed_for_as_long_as_it_is_to_lead_there() {
    let server = MockServer::start().await;
    let link = buckets(&server).await;
    let link = link.link("exports", KEY, Duration::from_mins(15)).await.unwrap();
    let link = Url::parse(&link).unwrap();
    assert_eq!(link.path(), PATH);
    let query: BTreeMap<_, _> = link.query_pairs().into_owned().collect();
    assert_eq!(query["X-Amz-Expires"], "900");
    assert_eq!(query["X-Amz-SignedHeaders"], "host");
    assert!(query["X-Amz-Credential"].ends_with("/eu-central-1/s3/aws4_request"));
    assert_eq!(query["X-Amz-Signature"].len(), 64);
    assert!(
        server.received_requests().await.unwrap().is_empty(),
        "nobody is asked for it"
    );
}

#[tokio::test]
async fn a_bucket_without_a_variable_is_nowhere() {
    let server = MockServer::start().await;
    let refused = buckets(&server).await.delete("letters", KEY).await;
    let Err(PortError::Refused { detail, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert!(detail.contains("LETTERS_BUCKET"), "{detail}");
}
