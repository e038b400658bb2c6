-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "erase_customer" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "erase_customer"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "erase_customer";
GRANT INSERT ON "app"."audit_log" TO "erase_customer";
GRANT SELECT, UPDATE ON "app"."conversations" TO "erase_customer";
GRANT SELECT, UPDATE, DELETE ON "app"."customers" TO "erase_customer";
GRANT INSERT ON "app"."erased_customers" TO "erase_customer";
GRANT SELECT, DELETE ON "app"."idempotency_keys" TO "erase_customer";
GRANT SELECT ON "app"."messages" TO "erase_customer";
GRANT SELECT, INSERT, UPDATE ON "app"."outbox" TO "erase_customer";
GRANT SELECT, UPDATE ON "app"."privacy_requests" TO "erase_customer";
GRANT SELECT, DELETE ON "app"."rate_limits" TO "erase_customer";
