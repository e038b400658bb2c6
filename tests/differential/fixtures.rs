//! What once went wrong, as small as it can be said.

use crate::plain::Subject;
use ferrovia::App;

macro_rules! fixtures {
    ($($name:ident),*) => {
        pub fn subjects() -> Vec<Subject> {
            vec![$(Subject::of::<$name>("")),*]
        }

        pub fn app() -> App {
            crate::steps::list(App::new("fixtures", "What once went wrong."))$(.workflow::<$name>())*
        }
    };
}

fixtures!();
