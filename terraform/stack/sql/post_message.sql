-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "post_message" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "post_message"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "post_message";
GRANT SELECT, INSERT, UPDATE ON "app"."conversations" TO "post_message";
GRANT SELECT, INSERT ON "app"."customers" TO "post_message";
GRANT SELECT, INSERT, UPDATE ON "app"."idempotency_keys" TO "post_message";
GRANT SELECT, INSERT ON "app"."messages" TO "post_message";
GRANT INSERT ON "app"."outbox" TO "post_message";
GRANT SELECT, INSERT, UPDATE ON "app"."rate_limits" TO "post_message";
GRANT SELECT ON "app"."runs" TO "post_message";
GRANT SELECT ON "app"."tenants" TO "post_message";
GRANT SELECT ON "app"."usage_daily" TO "post_message";
