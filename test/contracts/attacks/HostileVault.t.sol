// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Status} from "../../../contracts/interfaces/Types.sol";
import {FalseToken} from "../../../contracts/mocks/FalseToken.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

/// @notice The token turns against the vault itself: it blacklists it, empties it, stops, or lies about a transfer.
contract HostileVaultTest is FundTest {
    function test_aBlacklistedVault_judgesAndPaysLater() external {
        Bundle memory b = _pendingLie();
        token.addBlackList(address(fund));
        _challengePosition(b, 0);
        vm.expectRevert();
        vm.prank(challenger);
        fund.withdraw(challenger);
        token.removeBlackList(address(fund));
        vm.prank(challenger);
        fund.withdraw(challenger);
        assertEq(token.balanceOf(challenger), WEALTH + BOND / 2, "the reward");
    }

    function test_anEmptiedVault_judgesAndStopsTheMoney() external {
        Bundle memory lie = _pendingLie();
        Bundle memory second = _second();
        _submit(second);
        _demand(second, POSITIONS, 0);
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        _challengePosition(lie, 0);
        _revealPosition(second, 0);
        uint256 missing = uint256(-fund.solvency());
        _passWindow(second);
        vm.expectRevert(refusal(IInsuranceFund.Insolvent.selector, missing));
        fund.finalize(second.header);
        Bundle memory again = _sample();
        vm.expectRevert(refusal(IInsuranceFund.Insolvent.selector, missing));
        _submit(again);
        fund.writeOff();
        assertEq(fund.assets(), fund.reserved(), "assets: what is reserved");
    }

    function test_aStoppedToken_judgesAndStopsTheMoney() external {
        Bundle memory lie = _pendingLie();
        _demand(lie, POSITIONS, 1);
        _demand(lie, POSITIONS, 2);
        token.deprecate();
        _revealPosition(lie, 1);
        _challengePosition(lie, 0);
        fund.reclaim(1, POSITIONS, 2);
        assertEq(fund.claimable(demander), DEMAND_BOND, "claimable by the demander");
        vm.expectRevert();
        vm.prank(challenger);
        fund.withdraw(challenger);
        vm.expectRevert();
        fund.solvency();
    }

    function test_aPausedToken_judgesAndFinalizes() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 1);
        token.pause();
        _revealPosition(b, 1);
        _passWindow(b);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    function test_aTokenThatAnswersFalse_isNotBelieved() external {
        FalseToken liar = FalseToken(_create("FalseToken.sol:FalseToken", ""));
        _start(address(liar), _policy());
        address[3] memory rich = [operator, demander, donor];
        for (uint256 i = 0; i < 3; ++i) liar.issue(rich[i], WEALTH);
        Bundle memory first = _finalized();
        Bundle memory b = _second();
        _submit(b);
        bytes32 books = _booksHash();
        liar.refuse(true);
        bytes memory reason = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, liar);
        vm.expectRevert(reason);
        _donate(1);
        vm.expectRevert(reason);
        _credit(3, 0, 1);
        vm.expectRevert(reason);
        _demand(b, POSITIONS, 0);
        vm.expectRevert(reason);
        vm.prank(clearing);
        fund.withdraw(clearing);
        _cancel(b);
        b.header.profit += 1;
        vm.expectRevert(reason);
        _submit(b);
        _close();
        vm.expectRevert(reason);
        vm.prank(governor);
        fund.migrate(stranger);
        assertEq(_booksHash() != books, true, "the cancel alone changed the books");
        assertEq(fund.claimable(clearing), 20 * USDT, "claimable by clearing");
        _assertStatus(first, Status.Finalized);
    }

    function _booksHash() private view returns (bytes32) {
        return keccak256(abi.encode(fund.assets(), fund.reserved(), fund.liabilities(), fund.totals()));
    }

    function _pendingLie() private returns (Bundle memory b) {
        _donate(1_000 * USDT);
        b = _sample();
        Lies.tell(b, Fault.PositionFirst);
        _submit(b);
    }
}
