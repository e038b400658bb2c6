//! What once went wrong, as small as it can be said.

use crate::plain::Subject;
use crate::steps::*;
use crate::vocabulary::*;
use ferrovia::{App, workflow};

macro_rules! fixtures {
    ($($name:ident),+) => {
        pub fn subjects() -> Vec<Subject> {
            vec![$(Subject::of::<$name>("")),+]
        }

        pub fn app() -> App {
            list(App::new("fixtures", "What once went wrong."))$(.workflow::<$name>())+
        }
    };
}

fixtures!(
    block_first,
    variable_first,
    iteration_of_nothing,
    error_with_a_pair,
    list_of_lists,
    nothing_computed_in_vain
);

/// Without a state before it, a block was taken for one that never ends, and the machine had no states.
#[workflow(kind = "standard")]
pub async fn block_first(_: Id) -> Result<u32, Failure> {
    let count: u32 = { 1 };
    Ok(count)
}

/// What was set before there was a state was forgotten.
#[workflow(kind = "standard")]
pub async fn variable_first() -> Result<u32, Failure> {
    let mut count: u32 = 2;
    for number in 4294967294_u32..4294967295 {
        count = number;
    }
    Ok(count)
}

/// The same in an iteration.
#[workflow(kind = "standard")]
pub async fn iteration_of_nothing(tags: Vec<String>) -> Result<Vec<u32>, Failure> {
    Ok(map!(tags, limit = 2, async |_| {
        let mut count: u32 = 1;
        count += 1;
        Ok(count)
    })?)
}

/// Of an error that carries a pair the pattern was matched against its first half.
#[workflow(kind = "standard")]
pub async fn error_with_a_pair(text: String) -> Result<(Id, Option<u32>), Failure> {
    match tell(text).await {
        Ok(text) => Ok((Id(text), None)),
        Err(TellError::Heard((id, count))) => Ok((id, count)),
        Err(other) => Err(other.into()),
    }
}

/// A list in a list stays one, also if it is empty or has one item.
#[workflow(kind = "standard")]
pub async fn list_of_lists(tags: Vec<String>) -> Result<Vec<Vec<String>>, Failure> {
    let one = vec![tags];
    let _ = group_tags(one).await?;
    Ok(vec![tags, list_tags(tags).await?])
}

/// What may overflow is computed where it stands, even if nobody needs it.
#[workflow(kind = "standard")]
pub async fn nothing_computed_in_vain(point: Point) -> Result<i32, Failure> {
    let before = point.x_axis + 1;
    let _ = -point.y_axis;
    let after = shift(point.y_axis).await?;
    Ok(after)
}
