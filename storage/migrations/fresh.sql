CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE conversation (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	channel VARCHAR NOT NULL, 
	chat VARCHAR NOT NULL, 
	thread VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	token INTEGER NOT NULL, 
	asked_at INTEGER NOT NULL, 
	next_position INTEGER NOT NULL, 
	keep BOOLEAN NOT NULL, 
	created FLOAT NOT NULL, 
	updated FLOAT NOT NULL, 
	merged_into INTEGER, 
	lease_holder VARCHAR NOT NULL, 
	lease_until FLOAT NOT NULL, parked INTEGER DEFAULT '0' NOT NULL, person INTEGER, moment VARCHAR DEFAULT '' NOT NULL, 
	FOREIGN KEY(merged_into) REFERENCES conversation (id) ON DELETE SET NULL, 
	CONSTRAINT conversation_place UNIQUE (channel, chat, thread)
);
CREATE INDEX ix_conversation_merged_into ON conversation (merged_into);
CREATE TABLE index_task (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	document VARCHAR NOT NULL
);
CREATE TABLE document (
	id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	year VARCHAR NOT NULL, 
	countries VARCHAR NOT NULL, 
	visibility VARCHAR NOT NULL, 
	conversation INTEGER, 
	facets VARCHAR NOT NULL, 
	demo BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(conversation) REFERENCES conversation (id) ON DELETE SET NULL
);
CREATE INDEX ix_document_conversation ON document (conversation);
CREATE TABLE message (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	conversation INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	direction VARCHAR NOT NULL, 
	delivery_id VARCHAR, 
	message_id VARCHAR, 
	kind VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	tap VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	at FLOAT NOT NULL, 
	status VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	why VARCHAR NOT NULL, about VARCHAR DEFAULT '' NOT NULL, asked VARCHAR DEFAULT '' NOT NULL, attachments VARCHAR DEFAULT '' NOT NULL, remote VARCHAR DEFAULT '' NOT NULL, 
	FOREIGN KEY(conversation) REFERENCES conversation (id) ON DELETE CASCADE, 
	CONSTRAINT message_position UNIQUE (conversation, position)
);
CREATE INDEX message_attempting ON message (conversation, position) WHERE status = 'attempting';
CREATE UNIQUE INDEX message_delivery ON message (conversation, delivery_id) WHERE delivery_id IS NOT NULL;
CREATE UNIQUE INDEX message_message ON message (conversation, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX message_queued ON message (conversation, position) WHERE status = 'queued';
CREATE INDEX message_received ON message (conversation, position) WHERE status = 'received';
CREATE INDEX message_uncertain ON message (conversation, position) WHERE status = 'uncertain';
CREATE TABLE note (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	conversation INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	at FLOAT NOT NULL, 
	FOREIGN KEY(conversation) REFERENCES conversation (id) ON DELETE CASCADE
);
CREATE INDEX ix_note_conversation ON note (conversation);
CREATE TABLE request (
	code VARCHAR NOT NULL, 
	form VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	visibility VARCHAR NOT NULL, 
	at FLOAT NOT NULL, 
	conversation INTEGER, 
	PRIMARY KEY (code), 
	FOREIGN KEY(conversation) REFERENCES conversation (id) ON DELETE SET NULL
);
CREATE INDEX ix_request_conversation ON request (conversation);
CREATE TABLE secret (
	hash VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	conversation INTEGER NOT NULL, 
	expires FLOAT NOT NULL, code VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (hash), 
	FOREIGN KEY(conversation) REFERENCES conversation (id) ON DELETE CASCADE
);
CREATE INDEX ix_secret_conversation ON secret (conversation);
CREATE INDEX ix_conversation_person ON conversation (person);
CREATE TABLE attachment (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	conversation INTEGER NOT NULL, 
	message INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	data BLOB NOT NULL, 
	at FLOAT NOT NULL, 
	FOREIGN KEY(conversation) REFERENCES conversation (id) ON DELETE CASCADE
);
CREATE INDEX ix_attachment_conversation ON attachment (conversation);
CREATE TABLE parked_payload (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	channel VARCHAR NOT NULL, 
	body BLOB NOT NULL, 
	why VARCHAR NOT NULL, 
	at FLOAT NOT NULL
, whose VARCHAR DEFAULT '' NOT NULL);
CREATE TABLE spending (
	day VARCHAR NOT NULL, 
	payer VARCHAR NOT NULL, 
	tokens INTEGER NOT NULL, 
	PRIMARY KEY (day, payer)
);
CREATE TABLE usage (
	document VARCHAR NOT NULL, 
	deed VARCHAR NOT NULL, 
	times INTEGER NOT NULL, 
	last FLOAT NOT NULL, 
	PRIMARY KEY (document, deed)
);
CREATE TABLE desk_account (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	email VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	languages VARCHAR NOT NULL, 
	password VARCHAR NOT NULL, 
	invitation VARCHAR NOT NULL, 
	invited_until FLOAT NOT NULL, 
	failures INTEGER NOT NULL, 
	locked_until FLOAT NOT NULL, 
	created FLOAT NOT NULL, 
	removed FLOAT NOT NULL, issuer VARCHAR, subject VARCHAR, 
	UNIQUE (email)
);
CREATE INDEX ix_desk_account_invitation ON desk_account (invitation);
CREATE TABLE desk_case (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	code VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	conversation INTEGER, 
	title VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	institution VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	assignee INTEGER, 
	stage VARCHAR NOT NULL, 
	hold VARCHAR NOT NULL, 
	waiting_since FLOAT NOT NULL, 
	snoozed_until FLOAT NOT NULL, 
	acts INTEGER NOT NULL, 
	opened FLOAT NOT NULL, 
	updated FLOAT NOT NULL, merged_into INTEGER, promised FLOAT DEFAULT '0' NOT NULL, asks_back FLOAT DEFAULT '0' NOT NULL, staged FLOAT DEFAULT '0' NOT NULL, answered FLOAT DEFAULT '0' NOT NULL, ended FLOAT DEFAULT '0' NOT NULL, told_late FLOAT DEFAULT '0' NOT NULL, 
	FOREIGN KEY(assignee) REFERENCES desk_account (id) ON DELETE SET NULL, 
	FOREIGN KEY(conversation) REFERENCES conversation (id) ON DELETE SET NULL, 
	UNIQUE (code)
);
CREATE INDEX ix_desk_case_assignee ON desk_case (assignee);
CREATE INDEX ix_desk_case_conversation ON desk_case (conversation);
CREATE INDEX ix_desk_case_hold ON desk_case (hold);
CREATE TABLE desk_session (
	hash VARCHAR NOT NULL, 
	account INTEGER NOT NULL, 
	created FLOAT NOT NULL, 
	expires FLOAT NOT NULL, 
	PRIMARY KEY (hash), 
	FOREIGN KEY(account) REFERENCES desk_account (id) ON DELETE CASCADE
);
CREATE INDEX ix_desk_session_account ON desk_session (account);
CREATE TABLE case_step (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	desk_case INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	actor INTEGER, 
	at FLOAT NOT NULL, 
	body VARCHAR NOT NULL, 
	once VARCHAR NOT NULL, 
	FOREIGN KEY(actor) REFERENCES desk_account (id) ON DELETE SET NULL, 
	FOREIGN KEY(desk_case) REFERENCES desk_case (id) ON DELETE CASCADE, 
	CONSTRAINT case_step_once UNIQUE (desk_case, once)
);
CREATE INDEX ix_case_step_desk_case ON case_step (desk_case);
CREATE TABLE desk_view (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	account INTEGER, 
	what VARCHAR NOT NULL, 
	desk_case INTEGER, 
	at FLOAT NOT NULL, 
	FOREIGN KEY(account) REFERENCES desk_account (id) ON DELETE SET NULL, 
	FOREIGN KEY(desk_case) REFERENCES desk_case (id) ON DELETE SET NULL
);
CREATE INDEX ix_desk_view_account ON desk_view (account);
CREATE INDEX ix_desk_view_desk_case ON desk_view (desk_case);
CREATE TABLE desk_team (
	id VARCHAR NOT NULL, 
	countries VARCHAR NOT NULL, 
	languages VARCHAR NOT NULL, 
	actor INTEGER, 
	at FLOAT NOT NULL, name VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(actor) REFERENCES desk_account (id) ON DELETE SET NULL
);
CREATE TABLE endorsement (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	desk_case INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	opens VARCHAR NOT NULL, 
	holder VARCHAR NOT NULL, 
	asked FLOAT NOT NULL, 
	expires FLOAT NOT NULL, 
	due FLOAT NOT NULL, 
	mandate VARCHAR NOT NULL, 
	agreed VARCHAR NOT NULL, 
	answered FLOAT NOT NULL, 
	signed VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	follows INTEGER, 
	FOREIGN KEY(desk_case) REFERENCES desk_case (id) ON DELETE CASCADE, 
	FOREIGN KEY(follows) REFERENCES endorsement (id) ON DELETE SET NULL, 
	UNIQUE (opens)
);
CREATE INDEX ix_endorsement_desk_case ON endorsement (desk_case);
CREATE TABLE desk_link (
	hash VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	desk_case INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	actor INTEGER, 
	at FLOAT NOT NULL, 
	expires FLOAT NOT NULL, 
	spent FLOAT NOT NULL, 
	PRIMARY KEY (hash), 
	FOREIGN KEY(actor) REFERENCES desk_account (id) ON DELETE SET NULL, 
	FOREIGN KEY(desk_case) REFERENCES desk_case (id) ON DELETE CASCADE
);
CREATE INDEX ix_desk_link_desk_case ON desk_link (desk_case);
CREATE INDEX ix_desk_case_merged_into ON desk_case (merged_into);
CREATE INDEX ix_case_step_kind_at ON case_step (kind, at);
CREATE TABLE desk_hours (
	id INTEGER NOT NULL, 
	zone VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	opens VARCHAR NOT NULL, 
	closes VARCHAR NOT NULL, 
	rest VARCHAR NOT NULL, 
	until VARCHAR NOT NULL, 
	actor INTEGER, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(actor) REFERENCES desk_account (id) ON DELETE SET NULL
);
CREATE TABLE desk_leave (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	account INTEGER, 
	first VARCHAR NOT NULL, 
	last VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	actor INTEGER, 
	at FLOAT NOT NULL, 
	FOREIGN KEY(account) REFERENCES desk_account (id) ON DELETE CASCADE, 
	FOREIGN KEY(actor) REFERENCES desk_account (id) ON DELETE SET NULL
);
CREATE INDEX ix_desk_leave_account ON desk_leave (account);
CREATE UNIQUE INDEX ix_desk_account_subject ON desk_account (issuer, subject);
CREATE UNIQUE INDEX ix_case_step_opened ON case_step (once) WHERE kind = 'opened';
INSERT INTO alembic_version (version_num) VALUES ('0012');
