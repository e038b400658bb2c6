-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "get_privacy_request" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "get_privacy_request"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "get_privacy_request";
GRANT SELECT ON "app"."privacy_export_files" TO "get_privacy_request";
GRANT SELECT ON "app"."privacy_requests" TO "get_privacy_request";
GRANT SELECT ON "app"."tenants" TO "get_privacy_request";
