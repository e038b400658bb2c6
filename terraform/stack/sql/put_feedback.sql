-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "put_feedback" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "put_feedback"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "put_feedback";
GRANT SELECT, INSERT, UPDATE ON "app"."feedback" TO "put_feedback";
GRANT SELECT ON "app"."messages" TO "put_feedback";
GRANT SELECT ON "app"."tenants" TO "put_feedback";
