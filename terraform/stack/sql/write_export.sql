-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "write_export" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "write_export"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "write_export";
GRANT INSERT ON "app"."audit_log" TO "write_export";
GRANT SELECT ON "app"."conversations" TO "write_export";
GRANT SELECT ON "app"."customers" TO "write_export";
GRANT SELECT ON "app"."feedback" TO "write_export";
GRANT SELECT ON "app"."handovers" TO "write_export";
GRANT SELECT ON "app"."messages" TO "write_export";
GRANT SELECT, INSERT ON "app"."privacy_export_files" TO "write_export";
GRANT SELECT, UPDATE ON "app"."privacy_requests" TO "write_export";
GRANT SELECT ON "app"."runs" TO "write_export";
