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
	lease_until FLOAT NOT NULL, parked INTEGER DEFAULT '0' NOT NULL, person INTEGER, 
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
	stage VARCHAR NOT NULL, 
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
	expires FLOAT NOT NULL, 
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
);
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
INSERT INTO alembic_version (version_num) VALUES ('0004');
