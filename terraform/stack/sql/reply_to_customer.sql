-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "reply_to_customer" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "reply_to_customer"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "reply_to_customer";
GRANT SELECT, UPDATE ON "app"."conversations" TO "reply_to_customer";
GRANT SELECT ON "app"."handovers" TO "reply_to_customer";
GRANT SELECT, INSERT, UPDATE ON "app"."messages" TO "reply_to_customer";
GRANT INSERT ON "app"."outbox" TO "reply_to_customer";
GRANT SELECT ON "app"."tenants" TO "reply_to_customer";
