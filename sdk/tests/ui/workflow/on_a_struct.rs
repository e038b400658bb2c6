use ferrovia::workflow;

#[workflow(kind = "express")]
struct Answer;

fn main() {}
