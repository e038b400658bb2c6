//! A chain of models over servers that misbehave: who is asked how often, what comes of it, what the circuits hear, that
//! the deadline holds, and that the log tells of it without a word of what anybody wrote.

mod budget;
mod deadline;
mod logs;
mod rows;
mod stage;
