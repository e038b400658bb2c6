-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "erase_again" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "erase_again"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "erase_again";
GRANT INSERT ON "app"."audit_log" TO "erase_again";
GRANT SELECT ON "app"."customers" TO "erase_again";
GRANT SELECT, INSERT, UPDATE ON "app"."privacy_requests" TO "erase_again";
