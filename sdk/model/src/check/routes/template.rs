//! A route's path in, its segments out.

/// A path of literal segments and parameters.
pub(super) struct Template<'a>(Vec<Segment<'a>>);

enum Segment<'a> {
    Literal(&'a str),
    Parameter(&'a str),
}

impl<'a> Template<'a> {
    /// Reads a path: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html>, without
    /// greedy parameters, which no typed path can read.
    pub(super) fn parse(path: &'a str) -> Result<Self, &'static str> {
        let Some(rest) = path.strip_prefix('/') else {
            return Err("which does not begin with `/`");
        };
        if rest.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let segments: Vec<_> = rest.split('/').map(segment).collect::<Result<_, _>>()?;
        let template = Self(segments);
        let mut parameters: Vec<_> = template.parameters().collect();
        parameters.sort_unstable();
        if parameters.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err("in which a parameter stands twice");
        }
        Ok(template)
    }

    pub(super) fn parameters(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Parameter(name) => Some(*name),
            Segment::Literal(_) => None,
        })
    }

    /// The path without the parameters' names, which tell no request from another.
    pub(super) fn shape(&self) -> String {
        let segments = self.0.iter().map(|segment| match segment {
            Segment::Parameter(_) => "/{}".to_owned(),
            Segment::Literal(text) => format!("/{text}"),
        });
        segments.collect()
    }
}

fn segment(text: &str) -> Result<Segment<'_>, &'static str> {
    if text.is_empty() {
        return Err("in which a segment is empty");
    }
    if let Some(name) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        if name.ends_with('+') {
            return Err("in which a parameter takes several segments");
        }
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        return if is_name {
            Ok(Segment::Parameter(name))
        } else {
            Err("in which a parameter has no name")
        };
    }
    let is_literal = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._~-".contains(c));
    if is_literal {
        Ok(Segment::Literal(text))
    } else {
        Err("in which a segment has other characters")
    }
}
