//! An iteration's body in, the names outside of it that it reads out.

use super::map::Iterations;
use super::path::Named;
use super::text::{Piece, pieces};
use proc_macro2::Ident;
use std::collections::BTreeMap;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Arm, Block, Expr, ExprForLoop, ExprIf, ExprPath, ExprWhile, Local, Macro, Pat, PatIdent, Token};

/// The names that a body reads and does not bind, each where it is read first.
pub(super) fn names(pattern: &Pat, body: &Block) -> Vec<Ident> {
    let mut found = Names::default();
    found.scoped(|found| {
        found.visit_pat(pattern);
        found.visit_block(body);
    });
    found.free.into_values().collect()
}

#[derive(Default)]
struct Names {
    /// What the patterns around have bound, innermost last.
    scopes: Vec<Vec<Ident>>,
    free: BTreeMap<String, Ident>,
}

impl Names {
    fn scoped(&mut self, inner: impl FnOnce(&mut Self)) {
        self.scopes.push(Vec::new());
        inner(self);
        self.scopes.pop();
    }

    /// A condition, which may bind names, and what it leads to.
    fn guarded(&mut self, condition: &Expr, then: &Block) {
        self.scoped(|this| {
            if let Expr::Let(condition) = condition {
                this.visit_expr(&condition.expr);
                this.visit_pat(&condition.pat);
            } else {
                this.visit_expr(condition);
            }
            this.visit_block(then);
        });
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(pattern.ident.clone());
        }
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        let (Named::Variable(name), Some(ident)) = (Named::of_value(&path.path), path.path.get_ident())
        else {
            return;
        };
        if !self.scopes.iter().flatten().any(|bound| bound == ident) {
            self.free.entry(name).or_insert_with(|| ident.clone());
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        // What is called is no variable.
        call.args.iter().for_each(|argument| self.visit_expr(argument));
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.scoped(|this| visit::visit_block(this, block));
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let Some(init) = &local.init {
            self.visit_expr(&init.expr);
            if let Some((_, otherwise)) = &init.diverge {
                self.visit_expr(otherwise);
            }
        }
        self.visit_pat(&local.pat);
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        self.scoped(|this| visit::visit_arm(this, arm));
    }

    fn visit_expr_if(&mut self, branch: &'ast ExprIf) {
        self.guarded(&branch.cond, &branch.then_branch);
        if let Some((_, otherwise)) = &branch.else_branch {
            self.visit_expr(otherwise);
        }
    }

    fn visit_expr_while(&mut self, round: &'ast ExprWhile) {
        self.guarded(&round.cond, &round.body);
    }

    fn visit_expr_for_loop(&mut self, round: &'ast ExprForLoop) {
        self.visit_expr(&round.expr);
        self.scoped(|this| {
            this.visit_pat(&round.pat);
            this.visit_block(&round.body);
        });
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        // What does not parse is refused elsewhere.
        if call.path.is_ident("map") {
            if let Ok(inner) = Iterations::read(call) {
                self.visit_expr(&inner.list);
                for ident in names(&inner.pattern, &inner.body) {
                    let path: ExprPath = syn::parse_quote!(#ident);
                    self.visit_expr_path(&path);
                }
            }
        } else if call.path.is_ident("format") {
            for piece in pieces(call).unwrap_or_default() {
                if let Piece::Value(value) = piece {
                    Visit::visit_expr(self, &value);
                }
            }
        } else if let Ok(values) = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            for value in &values {
                Visit::visit_expr(self, value);
            }
        }
    }
}
