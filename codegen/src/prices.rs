//! What AWS charges: us-east-1, in US dollars, on demand, without free tiers and discounts, as their price
//! pages said on [`AS_OF`]. Other regions cost more; the differences between two apps are alike. What language models charge
//! is in [`ferrovia_model::token_price`].

/// When the pages were read.
pub const AS_OF: &str = "2026-11-22";

/// The region of AWS's prices.
pub const REGION: &str = "us-east-1";

/// A gigabyte of memory for a second, on Arm, first tier: <https://aws.amazon.com/lambda/pricing/>.
pub const LAMBDA_GB_SECOND: f64 = 0.000_013_333_4;

/// An invocation: <https://aws.amazon.com/lambda/pricing/>.
pub const LAMBDA_REQUEST: f64 = 0.20 / 1e6;

/// A state transition of a Standard workflow, retries included: <https://aws.amazon.com/step-functions/pricing/>.
pub const STANDARD_TRANSITION: f64 = 0.025 / 1e3;

/// An execution of an Express workflow: <https://aws.amazon.com/step-functions/pricing/>.
pub const EXPRESS_REQUEST: f64 = 1.00 / 1e6;

/// A gigabyte of an Express workflow's memory for an hour, first tier: <https://aws.amazon.com/step-functions/pricing/>.
pub const EXPRESS_GB_HOUR: f64 = 0.06;

/// What an Express execution is charged for at least, in gigabytes: chunks of 64 MB. The page's formula begins with 50 MB.
pub const EXPRESS_MEMORY_GB: f64 = 64.0 / 1024.0;

/// A request to an HTTP API, first tier: <https://aws.amazon.com/api-gateway/pricing/>.
pub const HTTP_API_REQUEST: f64 = 1.00 / 1e6;

/// Asking `AppConfig` once whether a configuration has changed: <https://aws.amazon.com/systems-manager/pricing/>.
pub const CONFIGURATION_REQUEST: f64 = 0.20 / 1e6;

/// A configuration that `AppConfig` hands out, to each instance each version once:
/// <https://aws.amazon.com/systems-manager/pricing/>.
pub const CONFIGURATION_RECEIVED: f64 = 0.000_8;

/// The hours that AWS counts in a month.
pub const HOURS: f64 = 730.0;

/// An interface endpoint for an hour, in one zone: <https://aws.amazon.com/privatelink/pricing/>.
pub const INTERFACE_ENDPOINT_HOUR: f64 = 0.01;

/// A gigabyte through an interface endpoint, first tier: <https://aws.amazon.com/privatelink/pricing/>.
pub const INTERFACE_ENDPOINT_GB: f64 = 0.01;

/// A NAT gateway and its public address for a month of 730 hours: <https://aws.amazon.com/vpc/pricing/>.
pub const NAT_GATEWAY_MONTH: f64 = (0.045 + 0.005) * HOURS;

/// A gigabyte through a NAT gateway: <https://aws.amazon.com/vpc/pricing/>.
pub const NAT_GATEWAY_GB: f64 = 0.045;

/// A metric that an application reports, for a month, first tier, in hours in which it is reported:
/// <https://aws.amazon.com/cloudwatch/pricing/>.
pub const METRIC_MONTH: f64 = 0.30;

/// A secret for a month: <https://aws.amazon.com/secrets-manager/pricing/>.
pub const SECRET_MONTH: f64 = 0.40;
