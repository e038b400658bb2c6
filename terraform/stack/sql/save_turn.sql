-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "save_turn" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "save_turn"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "save_turn";
GRANT SELECT, UPDATE ON "app"."conversations" TO "save_turn";
GRANT SELECT, INSERT, UPDATE ON "app"."messages" TO "save_turn";
GRANT INSERT ON "app"."outbox" TO "save_turn";
GRANT SELECT, INSERT ON "app"."runs" TO "save_turn";
GRANT SELECT, INSERT, UPDATE ON "app"."usage_daily" TO "save_turn";
