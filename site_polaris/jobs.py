"""What runs when its time has come (site_polaris/periodic.py)."""

from typing import Final

TEN_MINUTES: Final = 600
HOUR: Final = 3600
DAY: Final = 24 * HOUR


def list_jobs(*, stand_in: bool, calls_out: bool) -> list[tuple[str, int]]:
    """For each job, the dotted path of a function taking `now`, and the seconds between two runs."""
    return [
        ("accounts.outbox.send_due_mails", 60),
        ("accounts.outbox.purge_outbox", DAY),
        ("advocacy.announcing.announce_items", 60),
        ("advocacy.subscribing.forget_unconfirmed", DAY),
        ("advocacy.printing.files.ask_for_files", 5),
        ("advocacy.printing.files.purge_files", DAY),
        ("advocacy.undefined_acronyms.find_undefined_acronyms", TEN_MINUTES),
        ("advocacy.consents.end_due_consents", 10),
        ("donations.stripe_events.process_waiting_events", 60),
        ("donations.stripe_events.purge_events", DAY),
        ("donations.abandoned.settle_unfinished", HOUR),
        ("donations.abandoned.delete_abandoned", DAY),
        *([("donations.stand_in.deliveries.deliver_waiting", 10)] if stand_in else []),
        ("volunteers.held_places.tend_waiting_lists", 60),
        ("volunteers.session_deadlines.tell_of_thin_sessions", TEN_MINUTES),
        ("volunteers.reminders.remind_of_sessions", HOUR),
        ("volunteers.sign_ups.send_resume_links", TEN_MINUTES),
        ("volunteers.sign_ups.forget_drafts", DAY),
        ("volunteers.retention.erase_unfinished_sign_ups", DAY),
        ("volunteers.retention.erase_long_gone", DAY),
        ("home.weekly_calls.write_weekly_calls", HOUR),
        ("home.media.draw_missing_renditions", HOUR),
        ("home.broken_links.find_broken_links", HOUR),
        *([("home.outside_links.look_at_outside_links", DAY)] if calls_out else []),
        ("home.enquiries.keeping.delete_old_enquiries", DAY),
        ("home.search_log.purge_empty_searches", DAY),
        ("home.search_index.rebuild_search_index", DAY),
        ("site_polaris.upkeep.publish_scheduled", 60),
        ("site_polaris.upkeep.clear_sessions", DAY),
        ("site_polaris.upkeep.prune_tasks", DAY),
    ]
