-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "delete_expired" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "delete_expired"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "delete_expired";
GRANT SELECT, DELETE ON "app"."conversations" TO "delete_expired";
GRANT SELECT, DELETE ON "app"."idempotency_keys" TO "delete_expired";
GRANT SELECT, DELETE ON "app"."outbox" TO "delete_expired";
GRANT SELECT, DELETE ON "app"."rate_limits" TO "delete_expired";
GRANT SELECT ON "app"."tenants" TO "delete_expired";
