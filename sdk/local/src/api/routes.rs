//! An app's routes in; for a method and a path, the function that answers, out.

use ferrovia::model::App;
use std::cmp::Reverse;

/// Every route and every alias.
pub(super) struct Routes(Vec<Entry>);

struct Entry {
    method: String,
    segments: Vec<Segment>,
    function: String,
    scopes: Vec<String>,
}

enum Segment {
    Exact(String),
    Parameter,
}

/// Where a request leads.
#[derive(Clone, Copy)]
pub(super) struct Routed<'a> {
    /// The function's name.
    pub(super) function: &'a str,
    /// The scopes of which a token needs one; none for a public route.
    pub(super) scopes: &'a [String],
}

impl Routes {
    pub(super) fn of(app: &App) -> Self {
        let mut entries: Vec<Entry> = app
            .functions
            .iter()
            .filter_map(|function| Some((function, function.route.as_ref()?)))
            .flat_map(|(function, route)| {
                let alias = route.alias.as_ref().map(|alias| &alias.path);
                [Some(&route.path), alias]
                    .into_iter()
                    .flatten()
                    .map(|path| Entry {
                        method: route.method.clone(),
                        segments: segments(path),
                        function: function.name.clone(),
                        scopes: route.scopes.clone(),
                    })
            })
            .collect();
        // Where several fit, the one that is exact for longer counts.
        entries.sort_by_key(|entry| {
            let exact: Vec<bool> = entry
                .segments
                .iter()
                .map(|segment| matches!(segment, Segment::Exact(_)))
                .collect();
            Reverse(exact)
        });
        Self(entries)
    }

    /// The best route for a path as it was sent.
    pub(super) fn find(&self, method: &str, path: &str) -> Option<Routed<'_>> {
        let fits = |entry: &&Entry| {
            entry.method == method
                && path.split('/').count() == entry.segments.len()
                && path
                    .split('/')
                    .zip(&entry.segments)
                    .all(|(sent, segment)| match segment {
                        Segment::Exact(exact) => exact == sent,
                        Segment::Parameter => !sent.is_empty(),
                    })
        };
        self.0.iter().find(fits).map(|entry| Routed {
            function: &entry.function,
            scopes: &entry.scopes,
        })
    }
}

fn segments(path: &str) -> Vec<Segment> {
    path.split('/')
        .map(|segment| {
            if segment.starts_with('{') && segment.ends_with('}') {
                Segment::Parameter
            } else {
                Segment::Exact(segment.to_owned())
            }
        })
        .collect()
}
