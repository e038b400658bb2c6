-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "request_export" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "request_export"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "request_export";
GRANT INSERT ON "app"."audit_log" TO "request_export";
GRANT SELECT ON "app"."customers" TO "request_export";
GRANT SELECT, INSERT ON "app"."privacy_requests" TO "request_export";
GRANT SELECT ON "app"."tenants" TO "request_export";
