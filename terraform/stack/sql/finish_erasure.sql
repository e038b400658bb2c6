-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "finish_erasure" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "finish_erasure"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "finish_erasure";
GRANT SELECT, UPDATE, DELETE ON "app"."outbox" TO "finish_erasure";
GRANT SELECT, UPDATE ON "app"."privacy_requests" TO "finish_erasure";
