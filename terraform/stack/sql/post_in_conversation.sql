-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "post_in_conversation" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "post_in_conversation"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "post_in_conversation";
GRANT SELECT, UPDATE ON "app"."conversations" TO "post_in_conversation";
GRANT SELECT, INSERT ON "app"."customers" TO "post_in_conversation";
GRANT SELECT, INSERT, UPDATE ON "app"."idempotency_keys" TO "post_in_conversation";
GRANT SELECT, INSERT ON "app"."messages" TO "post_in_conversation";
GRANT INSERT ON "app"."outbox" TO "post_in_conversation";
GRANT SELECT, INSERT, UPDATE ON "app"."rate_limits" TO "post_in_conversation";
GRANT SELECT ON "app"."runs" TO "post_in_conversation";
GRANT SELECT ON "app"."tenants" TO "post_in_conversation";
GRANT SELECT ON "app"."usage_daily" TO "post_in_conversation";
