//! Everything that a route may look like.

use ferrovia::{Accepted, App, Created, Either, HandlerError, Json, NoContent, Request, data, handler};

#[data]
struct Question {
    text: String,
}

#[data]
struct Answer {
    text: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error("the model is busy")]
    Busy,
}

#[data]
struct Id {
    id: String,
}

#[handler(
    route = "POST /v1/questions",
    scopes = ["questions:write", "admin"],
    alias(path = "/ask", since = "2026-11-01", sunset = "2027-11-01")
)]
async fn ask(request: Request<Question>) -> Result<Either<Created<Answer>, Accepted<Answer>>, AskError> {
    let body = Answer {
        text: request.body.text,
    };
    Ok(Either::Left(Created {
        location: "/v1/questions/1".to_owned(),
        body,
    }))
}

#[handler(route = "DELETE /v1/questions/{id}", public)]
async fn forget(Request { path, .. }: Request<(), Id>) -> Result<NoContent, AskError> {
    let _ = path.id;
    Ok(NoContent)
}

#[handler(route = "GET /v1/questions", public)]
async fn list(_: Request) -> Result<Json<Vec<Question>>, AskError> {
    Ok(Json(Vec::new()))
}

#[handler(
    route = "GET /v0/questions",
    public,
    deprecated(since = "2026-11-01", sunset = "2027-11-01", successor = self::list)
)]
async fn list_as_before(_: Request) -> Result<Json<Vec<Question>>, AskError> {
    Ok(Json(Vec::new()))
}

fn main() {
    let _ = App::new("desk", "A help desk.")
        .handler::<ask>()
        .handler::<forget>()
        .handler::<list>()
        .handler::<list_as_before>();
}
