create table user_1.jobs (like template_tenant.jobs including all);
--                             ^^^^^^^^^^^^^^^^^^^^ like-clone of `jobs`, renames its unique constraints and indexes, and keeps the defaults
create table public.archive (like public.jobs including all);
create table user_1.plans (like template_tenant.plans including all excluding defaults);
--                              ^^^^^^^^^^^^^^^^^^^^^ like-clone every foreign key of `plans` and renames its unique constraints and indexes
