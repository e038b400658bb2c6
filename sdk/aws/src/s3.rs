//! The buckets port on Amazon S3.

use crate::failure::{port_error, refused, unavailable};
use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::presigning::PresigningConfig;
use bytes::Bytes;
use ferrovia::model::environment;
use ferrovia::{Buckets, Env, PortError};
use std::time::Duration;

const SERVICE: &str = "S3";

/// Keeps objects in the buckets whose names stand in the variables `<NAME>_BUCKET`.
pub struct S3 {
    client: Client,
    env: Env,
}

impl S3 {
    /// The buckets that `env` names.
    #[must_use]
    pub fn new(config: &SdkConfig, env: Env) -> Self {
        Self {
            client: Client::new(config),
            env,
        }
    }

    fn bucket(&self, name: &str) -> Result<&str, PortError> {
        self.env
            .variable(&environment::bucket(name))
            .map_err(|error| refused(SERVICE, &error.to_string()))
    }
}

#[async_trait]
impl Buckets for S3 {
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Bytes>, PortError> {
        let found = self
            .client
            .get_object()
            .bucket(self.bucket(bucket)?)
            .key(key)
            .send()
            .await;
        let found = match found {
            Ok(found) => found,
            // Told only to who may list the bucket, as a reader may: others are refused.
            // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetObjectError::is_no_such_key) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(port_error(SERVICE, &error)),
        };
        let content = found.body.collect().await;
        let content = content.map_err(|_| unavailable(SERVICE, "the object broke off"))?;
        Ok(Some(content.into_bytes()))
    }

    async fn link(&self, bucket: &str, key: &str, lifetime: Duration) -> Result<String, PortError> {
        let lifetime =
            PresigningConfig::expires_in(lifetime).map_err(|error| refused(SERVICE, &error.to_string()))?;
        let link = self.client.get_object().bucket(self.bucket(bucket)?).key(key);
        let link = link
            .presigned(lifetime)
            .await
            .map_err(|error| port_error(SERVICE, &error))?;
        Ok(link.uri().to_owned())
    }

    async fn put(
        &self,
        bucket: &str,
        key: &str,
        content_type: &str,
        content: Bytes,
    ) -> Result<(), PortError> {
        let put = self.client.put_object().bucket(self.bucket(bucket)?).key(key);
        put.content_type(content_type)
            .body(content.into())
            .send()
            .await
            .map_err(|error| port_error(SERVICE, &error))?;
        Ok(())
    }

    async fn delete(&self, bucket: &str, key: &str) -> Result<(), PortError> {
        let delete = self.client.delete_object().bucket(self.bucket(bucket)?).key(key);
        delete.send().await.map_err(|error| port_error(SERVICE, &error))?;
        Ok(())
    }
}
