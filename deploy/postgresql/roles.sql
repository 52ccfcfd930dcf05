-- The site's role and its database: runuser -u postgres -- psql -f roles.sql
-- Through the socket the role needs no password: the system's user polaris is it (pg_hba.conf).

CREATE ROLE polaris LOGIN;
CREATE DATABASE polaris OWNER polaris TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
-- Nobody else of the server reads it.
REVOKE ALL ON DATABASE polaris FROM PUBLIC;
