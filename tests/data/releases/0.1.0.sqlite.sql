BEGIN TRANSACTION;
CREATE TABLE b2bnps_account (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	name TEXT NOT NULL, 
	parent TEXT NOT NULL, 
	industry TEXT NOT NULL, 
	country TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	revenue VARCHAR(40), 
	currency TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	attributes TEXT NOT NULL, 
	CONSTRAINT uq_b2bnps_account UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_account" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','Acme','','','','','1250000.50','TRY',1,'{"bölge": "Ege"}');
CREATE TABLE b2bnps_alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT b2bnps_alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "b2bnps_alembic_version" VALUES('0001');
CREATE TABLE b2bnps_case (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	"trigger" TEXT NOT NULL, 
	window TEXT NOT NULL, 
	invitation TEXT NOT NULL, 
	response TEXT NOT NULL, 
	score BIGINT, 
	role VARCHAR(40) NOT NULL, 
	owner TEXT NOT NULL, 
	due VARCHAR(26) NOT NULL, 
	CONSTRAINT uq_b2bnps_case UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_case" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','','','','',NULL,'unknown','','2026-03-02 09:30:15.123456');
CREATE TABLE b2bnps_case_step (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	"case" TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	step TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	note TEXT NOT NULL, 
	response TEXT NOT NULL, 
	CONSTRAINT uq_b2bnps_case_step UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_case_step" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','',0,'','','','','');
CREATE TABLE b2bnps_consent (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	scope TEXT NOT NULL, 
	granted BOOLEAN NOT NULL, 
	source TEXT NOT NULL, 
	doubtful BOOLEAN NOT NULL, 
	CONSTRAINT uq_b2bnps_consent UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_consent" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','all',0,'',0);
CREATE TABLE b2bnps_contact (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	first_name TEXT NOT NULL, 
	last_name TEXT NOT NULL, 
	title TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	email TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	roles TEXT NOT NULL, 
	language TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	generic BOOLEAN NOT NULL, 
	active BOOLEAN NOT NULL, 
	opted_out BOOLEAN NOT NULL, 
	attributes TEXT NOT NULL, 
	CONSTRAINT uq_b2bnps_contact UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_contact" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','Ayşe','','','','','','approver,end_user','','',0,1,0,'{}');
CREATE TABLE b2bnps_erasure (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	facts BIGINT NOT NULL, 
	CONSTRAINT uq_b2bnps_erasure UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_erasure" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456',0);
CREATE TABLE b2bnps_invitation (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	role VARCHAR(40) NOT NULL, 
	unit TEXT NOT NULL, 
	language TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	question_set TEXT NOT NULL, 
	questionnaire TEXT NOT NULL, 
	occasion TEXT NOT NULL, 
	CONSTRAINT uq_b2bnps_invitation UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_invitation" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','unknown','','','','','','');
CREATE TABLE b2bnps_left_out (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	role VARCHAR(40) NOT NULL, 
	unit TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	eligible BOOLEAN NOT NULL, 
	CONSTRAINT uq_b2bnps_left_out UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_left_out" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','unknown','','','',1);
CREATE TABLE b2bnps_link (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	invitation TEXT NOT NULL, 
	expires VARCHAR(26), 
	CONSTRAINT uq_b2bnps_link UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_link" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','',NULL);
CREATE TABLE b2bnps_outbox (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	invitation TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	channel TEXT NOT NULL, 
	"to" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	language TEXT NOT NULL, 
	due VARCHAR(26) NOT NULL, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	html TEXT NOT NULL, 
	headers TEXT NOT NULL, 
	extra TEXT NOT NULL, 
	state VARCHAR(40) NOT NULL, 
	wait_until VARCHAR(26) NOT NULL, 
	claim BIGINT NOT NULL, 
	attempt BIGINT NOT NULL, 
	since VARCHAR(26), 
	lease VARCHAR(26), 
	worker TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	CONSTRAINT uq_b2bnps_outbox UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_outbox" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','','invitation',1,'','','','','2026-03-02 09:30:15.123456','','','','{}','{}','sent','2026-03-02 09:30:15.123456',1,1,'2026-11-22 17:50:08.999118','2026-11-22 18:05:08.999118','','','f73e47a53e6bac3a630899fdb254542fc32c6ecf6a0348e77a756862507d0da4');
INSERT INTO "b2bnps_outbox" VALUES(2,'2','t','w','acme','p','2026-03-02 09:30:15.123456','','invitation',1,'','','','','2026-03-02 09:30:15.123456','','https://nps.example/r/1','','{"X-A": "b"}','{}','ready','2026-03-02 09:30:15.123456',0,0,NULL,NULL,'','','f73e47a53e6bac3a630899fdb254542fc32c6ecf6a0348e77a756862507d0da4');
CREATE TABLE b2bnps_receipt (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	invitation TEXT NOT NULL, 
	message TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	event VARCHAR(40) NOT NULL, 
	provider_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	CONSTRAINT uq_b2bnps_receipt UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_receipt" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','','','','unknown','','','');
CREATE TABLE b2bnps_response (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	invitation TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	source VARCHAR(40) NOT NULL, 
	channel TEXT NOT NULL, 
	role VARCHAR(40) NOT NULL, 
	unit TEXT NOT NULL, 
	language TEXT NOT NULL, 
	question_set TEXT NOT NULL, 
	questionnaire TEXT NOT NULL, 
	complete BOOLEAN NOT NULL, 
	provisional TEXT NOT NULL, 
	late BOOLEAN NOT NULL, 
	collector TEXT NOT NULL, 
	CONSTRAINT uq_b2bnps_response UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_response" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','','','self','','unknown','','','','',1,'',0,'');
CREATE TABLE b2bnps_response_answer (
	tenant VARCHAR(120) NOT NULL, 
	response VARCHAR(120) NOT NULL, 
	position INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	metric VARCHAR(40) NOT NULL, 
	score BIGINT, 
	choice TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (tenant, response, position), 
	CONSTRAINT fk_b2bnps_response_answer FOREIGN KEY(tenant, response) REFERENCES b2bnps_response (tenant, id) ON DELETE CASCADE
);
INSERT INTO "b2bnps_response_answer" VALUES('t','1',0,'nps','nps',9,'','');
INSERT INTO "b2bnps_response_answer" VALUES('t','1',1,'why','',NULL,'','Hızlı 👍');
CREATE TABLE b2bnps_signal (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	invitation TEXT NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT uq_b2bnps_signal UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_signal" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','','');
CREATE TABLE b2bnps_verdict (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	response TEXT NOT NULL, 
	counts BOOLEAN NOT NULL, 
	reason TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	CONSTRAINT uq_b2bnps_verdict UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_verdict" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','',1,'','');
CREATE TABLE b2bnps_wave (
	received INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(120) NOT NULL, 
	tenant VARCHAR(120) NOT NULL, 
	wave VARCHAR(120) NOT NULL, 
	account VARCHAR(120) NOT NULL, 
	contact VARCHAR(120) NOT NULL, 
	at VARCHAR(26) NOT NULL, 
	title TEXT NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	question_set TEXT NOT NULL, 
	opens VARCHAR(26) NOT NULL, 
	closes VARCHAR(26), 
	seed BIGINT NOT NULL, 
	CONSTRAINT uq_b2bnps_wave UNIQUE (tenant, id)
);
INSERT INTO "b2bnps_wave" VALUES(1,'1','t','w','acme','p','2026-03-02 09:30:15.123456','','relationship','relationship','2026-03-02 09:30:15.123456',NULL,0);
CREATE INDEX ix_b2bnps_account_place ON b2bnps_account (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_account_wave ON b2bnps_account (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_account_contact ON b2bnps_account (tenant, contact);
CREATE INDEX ix_b2bnps_contact_place ON b2bnps_contact (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_contact_wave ON b2bnps_contact (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_contact_contact ON b2bnps_contact (tenant, contact);
CREATE INDEX ix_b2bnps_wave_place ON b2bnps_wave (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_wave_wave ON b2bnps_wave (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_wave_contact ON b2bnps_wave (tenant, contact);
CREATE INDEX ix_b2bnps_invitation_place ON b2bnps_invitation (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_invitation_wave ON b2bnps_invitation (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_invitation_contact ON b2bnps_invitation (tenant, contact);
CREATE INDEX ix_b2bnps_left_out_place ON b2bnps_left_out (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_left_out_wave ON b2bnps_left_out (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_left_out_contact ON b2bnps_left_out (tenant, contact);
CREATE INDEX ix_b2bnps_link_place ON b2bnps_link (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_link_wave ON b2bnps_link (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_link_contact ON b2bnps_link (tenant, contact);
CREATE INDEX ix_b2bnps_receipt_place ON b2bnps_receipt (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_receipt_wave ON b2bnps_receipt (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_receipt_contact ON b2bnps_receipt (tenant, contact);
CREATE INDEX ix_b2bnps_response_place ON b2bnps_response (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_response_wave ON b2bnps_response (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_response_contact ON b2bnps_response (tenant, contact);
CREATE INDEX ix_b2bnps_verdict_place ON b2bnps_verdict (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_verdict_wave ON b2bnps_verdict (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_verdict_contact ON b2bnps_verdict (tenant, contact);
CREATE INDEX ix_b2bnps_signal_place ON b2bnps_signal (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_signal_wave ON b2bnps_signal (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_signal_contact ON b2bnps_signal (tenant, contact);
CREATE INDEX ix_b2bnps_consent_place ON b2bnps_consent (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_consent_wave ON b2bnps_consent (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_consent_contact ON b2bnps_consent (tenant, contact);
CREATE INDEX ix_b2bnps_case_place ON b2bnps_case (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_case_wave ON b2bnps_case (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_case_contact ON b2bnps_case (tenant, contact);
CREATE INDEX ix_b2bnps_case_step_place ON b2bnps_case_step (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_case_step_wave ON b2bnps_case_step (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_case_step_contact ON b2bnps_case_step (tenant, contact);
CREATE INDEX ix_b2bnps_erasure_place ON b2bnps_erasure (tenant, account, contact, at);
CREATE INDEX ix_b2bnps_erasure_wave ON b2bnps_erasure (tenant, wave, account, contact, at);
CREATE INDEX ix_b2bnps_erasure_contact ON b2bnps_erasure (tenant, contact);
CREATE INDEX ix_b2bnps_outbox_due ON b2bnps_outbox (tenant, state, wait_until);
CREATE INDEX ix_b2bnps_outbox_contact ON b2bnps_outbox (tenant, contact);
CREATE INDEX ix_b2bnps_outbox_wave ON b2bnps_outbox (tenant, wave);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('b2bnps_account',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_case',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_case_step',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_consent',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_contact',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_erasure',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_invitation',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_left_out',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_link',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_receipt',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_response',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_signal',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_verdict',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_wave',1);
INSERT INTO "sqlite_sequence" VALUES('b2bnps_outbox',2);
COMMIT;
