//! Where the platform meets the world: handlers on one side, what they use on the other.

pub mod inbound;
pub mod outbound;
pub mod resources;
