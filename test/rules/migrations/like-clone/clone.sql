create table user_1.jobs (like template_tenant.jobs including all);
--                             ^^^^^^^^^^^^^^^^^^^^ like-clone
create table public.archive (like public.jobs including all);
