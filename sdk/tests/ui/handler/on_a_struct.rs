//! A handler that is no function.

use ferrovia::handler;

#[handler]
struct Ask;

fn main() {
    let _ = Ask;
}
