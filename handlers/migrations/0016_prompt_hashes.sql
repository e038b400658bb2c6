-- Which file asked, to the byte: a version's file never changes, and this shows it. Null where it was not noted yet.

alter table app.runs add column prompt_sha256 text check (prompt_sha256 ~ '^[0-9a-f]{64}$');
