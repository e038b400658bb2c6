//! `if`, `if let` and `match` in, the tokens that write them down out.

use super::transcribe::{Place, Transcriber, line, option, step_of};
use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, ExprIf, ExprMatch, Pat};

impl Transcriber {
    pub(super) fn branch(&mut self, t: &TokenStream, branch: &ExprIf, place: Place) -> TokenStream {
        let otherwise = branch.else_branch.as_ref().map(|(_, otherwise)| otherwise);
        if let Expr::Let(condition) = branch.cond.as_ref() {
            // The same as a `match` with two arms.
            let line = line(branch.if_token.span());
            let result = step_of(&condition.expr).is_some();
            let value = self.scrutinee(&condition.expr);
            let pattern = if result {
                self.result_pattern(&condition.pat)
            } else {
                self.pattern(&condition.pat)
            };
            let then = self.block(&branch.then_branch, place);
            let otherwise = match otherwise {
                Some(otherwise) => self.expression(otherwise, place),
                None => quote! {
                    ::ferrovia::model::workflow::transcript::Expression {
                        line: #line,
                        term: #t::Block(::core::default::Default::default()),
                    }
                },
            };
            let a = quote!(::ferrovia::model::workflow::transcript::Arm);
            let none = quote!(::core::option::Option::None);
            let wild = quote!(::ferrovia::model::workflow::transcript::Pattern::Wild);
            let then = quote! {
                ::ferrovia::model::workflow::transcript::Expression { line: #line, term: #t::Block(#then) }
            };
            return quote! {
                #t::Match { value: #value, arms: ::std::vec![
                    #a { line: #line, pattern: #pattern, guard: #none, body: #then },
                    #a { line: #line, pattern: #wild, guard: #none, body: #otherwise },
                ] }
            };
        }
        let condition = self.boxed(&branch.cond, Place::Value);
        let then = self.block(&branch.then_branch, place);
        let otherwise = option(otherwise.map(|otherwise| self.boxed(otherwise, place)));
        quote!(#t::If { condition: #condition, then: #then, otherwise: #otherwise })
    }

    pub(super) fn choice(&mut self, t: &TokenStream, choice: &ExprMatch, place: Place) -> TokenStream {
        let result = step_of(&choice.expr).is_some();
        let value = self.scrutinee(&choice.expr);
        let arms: Vec<_> = choice
            .arms
            .iter()
            .map(|arm| {
                let line = line(arm.pat.span());
                let (pattern, guard) = match &arm.pat {
                    Pat::Guard(guarded) => (guarded.pat.as_ref(), Some(guarded.guard.as_ref())),
                    pattern => (pattern, None),
                };
                let pattern = if result {
                    self.result_pattern(pattern)
                } else {
                    self.pattern(pattern)
                };
                let guard = option(guard.map(|guard| self.expression(guard, Place::Value)));
                let body = self.expression(&arm.body, place);
                quote! {
                    ::ferrovia::model::workflow::transcript::Arm {
                        line: #line, pattern: #pattern, guard: #guard, body: #body,
                    }
                }
            })
            .collect();
        quote!(#t::Match { value: #value, arms: ::std::vec![#(#arms),*] })
    }

    /// What a `match` takes apart: a value, or a step's own result.
    fn scrutinee(&mut self, value: &Expr) -> TokenStream {
        let place = if step_of(value).is_some() {
            Place::Answer
        } else {
            Place::Value
        };
        self.boxed(value, place)
    }
}
