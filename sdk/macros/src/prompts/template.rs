//! A template in, its pieces out. `{name}` is a variable; `{{` and `}}` are braces.

/// A piece of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it is.
    Text(String),
    /// The value of the variable at this place.
    Variable(usize),
}

/// Reads a template whose variables are `names`.
pub(super) fn read(template: &str, names: &[String]) -> Result<Vec<Piece>, String> {
    if template.is_empty() {
        return Err("its template is empty".to_owned());
    }
    let (mut pieces, mut text) = (Vec::new(), String::new());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, braces) = rest.split_at(at);
        text.push_str(before);
        if let Some(after) = braces.strip_prefix("{{") {
            text.push('{');
            rest = after;
        } else if let Some(after) = braces.strip_prefix("}}") {
            text.push('}');
            rest = after;
        } else if let Some((name, after)) = braces.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            let variable = names
                .iter()
                .position(|known| known == name)
                .ok_or_else(|| unsized_variable(name))?;
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.push(Piece::Variable(variable));
            rest = after;
        } else {
            return Err("a brace stands alone: write `{{` or `}}` for one that is no variable's".to_owned());
        }
    }
    text.push_str(rest);
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

fn unsized_variable(name: &str) -> String {
    if super::is_name(name) {
        format!(
            "the template uses `{{{name}}}`, of which the front matter says no size: \
             add `{name} = {{ max_bytes = 100, too_long = \"refuse\" }}` under `[variables]`"
        )
    } else {
        format!("`{{{name}}}` is no variable: write `{{{{` and `}}}}` for braces")
    }
}
