-- The shared tables, as the chain leaves them at 3e4082a85e67.
CREATE TABLE public.users (
    id serial PRIMARY KEY,
    email varchar(255) NOT NULL,
    is_active boolean DEFAULT true NOT NULL
);

CREATE TABLE public.action_types (
    id serial PRIMARY KEY,
    code varchar(40) NOT NULL
);

CREATE TABLE public.marketplaces (
    code varchar(20) PRIMARY KEY,
    label varchar(80) NOT NULL
);

CREATE TABLE public.refresh_tokens (
    id serial PRIMARY KEY,
    user_id integer NOT NULL CONSTRAINT fk_refresh_tokens_user REFERENCES public.users (id),
    digest varchar(64) NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE public.alembic_version (
    version_num varchar(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY
);

INSERT INTO public.users (id, email) VALUES
    (1, 'one@example.com'),
    (2, 'two@example.com'),
    (4, 'four@example.com');
SELECT setval('public.users_id_seq', 4);

INSERT INTO public.action_types (code) VALUES ('publish'), ('relist');
INSERT INTO public.marketplaces (code, label) VALUES ('vinted', 'Vinted'), ('ebay', 'eBay'), ('etsy', 'Etsy');

-- Nobody here has this revision: it was made, and applied, in another worktree.
INSERT INTO public.alembic_version (version_num) VALUES ('9e302dbf7154');
