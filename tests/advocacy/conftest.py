from tests.home.conftest import home_page as home_page
