-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "sweep_messages" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "sweep_messages"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "sweep_messages";
GRANT SELECT ON "app"."conversations" TO "sweep_messages";
GRANT SELECT, UPDATE ON "app"."messages" TO "sweep_messages";
GRANT INSERT ON "app"."outbox" TO "sweep_messages";
