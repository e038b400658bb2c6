-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "delete_feedback" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "delete_feedback"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "delete_feedback";
GRANT SELECT, DELETE ON "app"."feedback" TO "delete_feedback";
GRANT SELECT ON "app"."messages" TO "delete_feedback";
GRANT SELECT ON "app"."tenants" TO "delete_feedback";
