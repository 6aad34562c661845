create function audit() returns trigger language plpgsql as $$
begin
  insert into public.log (tenant, id) values (TG_TABLE_SCHEMA, new.id);
  -- current_schema() in a comment
  return new;
end $$;

create function mine() returns text language sql as $$ select current_schema $$;

create function safe() returns text language sql set search_path = public as $$ select current_schema() $$;

select current_schema();
