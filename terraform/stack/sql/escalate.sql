-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "escalate" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "escalate"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "escalate";
GRANT SELECT, UPDATE ON "app"."conversations" TO "escalate";
GRANT SELECT, INSERT ON "app"."handovers" TO "escalate";
GRANT SELECT, UPDATE ON "app"."messages" TO "escalate";
GRANT INSERT ON "app"."outbox" TO "escalate";
GRANT SELECT ON "app"."tenants" TO "escalate";
